/**
 * The configuration as it is being edited: shaped like `Config`, but any field may hold what cannot be
 * (a text, NaN) until the worker has checked it. Fields are named by dotted paths, as errors are.
 */
import type { Option, PartDescription } from "../../lib/part";

export type Draft = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Draft {
  return typeof value === "object" && value !== null;
}

/** The value at `path`, for example `data.augmentations.0.probability`; undefined where there is none. */
export function readDraft(draft: Draft, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), draft);
}

/** A copy with `value` at `path`; containers on the way are copied, or made where missing. */
export function writeDraft(draft: Draft, path: string, value: unknown): Draft {
  const [key = "", ...rest] = path.split(".");
  const next = rest.length === 0 ? value : writeInto(draft[key], rest.join("."), value);
  return { ...draft, [key]: next };
}

function writeInto(container: unknown, path: string, value: unknown): unknown {
  if (!Array.isArray(container))
    return writeDraft(isObject(container) ? container : {}, path, value);
  const [key = "", ...rest] = path.split(".");
  return container.map((item: unknown, index) => {
    if (index !== Number(key)) return item;
    return rest.length === 0 ? value : writeInto(item, rest.join("."), value);
  });
}

/** The name of the part at `path`, empty where the draft holds none. */
export function partName(draft: Draft, path: string): string {
  const name = readDraft(draft, `${path}.name`);
  return typeof name === "string" ? name : "";
}

/** `{name, …defaults}`: what choosing a part writes into the draft. */
export function defaultPart({ name, options }: PartDescription): Readonly<Record<string, unknown>> {
  return { name, ...Object.fromEntries(Object.entries(options).map(([k, o]) => [k, o.default])) };
}

/**
 * `to` in place of the part that `value` holds. What was changed in `from` and means the same in `to`
 * stays: a warm-up survives a change of schedule.
 */
export function switchedPart(
  value: unknown,
  from: PartDescription | undefined,
  to: PartDescription,
): Readonly<Record<string, unknown>> {
  const kept = Object.entries(to.options).flatMap(([key, option]) => {
    const before = from?.options[key];
    const current = isObject(value) ? value[key] : undefined;
    const isKept =
      before?.kind === option.kind &&
      option.kind !== "choice" &&
      option.kind !== "weights" &&
      differsFromDefault(before, current);
    return isKept ? [[key, current] as const] : [];
  });
  return { ...defaultPart(to), ...Object.fromEntries(kept) };
}

/** Whether `value` is another than the option's default. */
export function differsFromDefault(option: Option, value: unknown): boolean {
  return JSON.stringify(value) !== JSON.stringify(option.default);
}
