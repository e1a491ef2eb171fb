/**
 * A part is what a user picks: a loss, a model, a schedule. One object carries its label, its help,
 * its options and how it is built; the form, the validation, the saved file and the types follow.
 */
import { z } from "zod";
import { startingWeightsSchema, type StartingWeights } from "./startingWeights";

interface Labelled {
  label: string;
  /** One sentence, shown beside the control. */
  help?: string;
  unit?: string;
  /** Not in the form: a file brings it. */
  isHidden?: boolean;
}

export type Option =
  | (Labelled & NumberRange & { kind: "number" | "integer"; default: number })
  | (Labelled &
      NumberRange & { kind: "optionalNumber" | "optionalInteger"; default: number | null })
  | (Labelled & { kind: "boolean"; default: boolean })
  | (Labelled & {
      kind: "choice";
      default: string;
      choices: readonly { value: string; label: string }[];
    })
  | (Labelled & { kind: "text"; default: string })
  | (Labelled & { kind: "integers"; default: readonly number[]; min?: number })
  | (Labelled & { kind: "weights"; default: null });

interface NumberRange {
  min?: number;
  max?: number;
  /** The bound itself is not allowed, for a learning rate of 0 for example. */
  exclusiveMin?: boolean;
  exclusiveMax?: boolean;
  /** What a click on the control's arrow adds. */
  step?: number;
}

export type Options = Record<string, Option>;

type ValueOf<O extends Option> = O extends { kind: "number" | "integer" }
  ? number
  : O extends { kind: "optionalNumber" | "optionalInteger" }
    ? number | null
    : O extends { kind: "boolean" }
      ? boolean
      : O extends { kind: "choice"; choices: readonly { value: infer V extends string }[] }
        ? V
        : O extends { kind: "text" }
          ? string
          : O extends { kind: "weights" }
            ? StartingWeights | null
            : readonly number[];

export type Values<O extends Options> = { -readonly [K in keyof O]: ValueOf<O[K]> };

export interface Part<O extends Options, Context, Built> {
  label: string;
  help: string;
  /** Not offered in the form: a file brings it. */
  isHidden?: boolean;
  options: O;
  /** Refuses combinations of options that are each in range; the message is shown at `option`. */
  check?: (options: Values<O>) => { option: keyof O & string; message: string } | null;
  build: (options: Values<O>, context: Context) => Built;
}

/** What the page knows of a part: everything but how it is built. */
export interface PartDescription {
  name: string;
  label: string;
  help: string;
  isHidden: boolean;
  options: Options;
}

/** Any part that is built in `Context` into `Built`, its own options forgotten. */
// `never` makes every part assignable: the registry's schema has checked the options by then.
export interface AnyPart<Context, Built> {
  label: string;
  help: string;
  isHidden?: boolean;
  options: Options;
  check?: (options: never) => { option: string; message: string } | null;
  build: (options: never, context: Context) => Built;
}

export type Registry<Context, Built> = Record<string, AnyPart<Context, Built>>;

/** `{name, …options}`: how a part stands in a configuration. */
export type PartConfig<R> = {
  [K in keyof R & string]: R[K] extends { options: infer O extends Options }
    ? { name: K } & Values<O>
    : never;
}[keyof R & string];

export function describeRegistry(registry: Registry<never, unknown>): PartDescription[] {
  return Object.entries(registry).map(([name, { label, help, isHidden = false, options }]) => ({
    name,
    label,
    help,
    isHidden,
    options,
  }));
}

/** Builds the part that `config` names. `config` has passed the registry's schema. */
export function buildPart<Context, Built>(
  registry: Registry<Context, Built>,
  config: { name: string },
  context: Context,
): Built {
  const part = registry[config.name];
  if (!part) throw new Error(`There is no part named "${config.name}".`);
  const { name: _, ...options } = config;
  return part.build(options as never, context);
}

/** A strict object schema with defaults: unknown keys and impossible values are refused. */
export function optionsShape(options: Options): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(options).map(([key, option]) => [
      key,
      optionSchema(option).default(option.default as never),
    ]),
  );
}

/** The schema of a registry's `{name, …options}`, as a union discriminated by name. */
export function registrySchema<R extends Registry<never, unknown>>(
  registry: R,
): z.ZodType<PartConfig<R>> {
  const schemas = Object.entries(registry).map(([name, part]) =>
    z
      .strictObject({ name: z.literal(name), ...optionsShape(part.options) })
      .superRefine((options, issues) => {
        const refusal = part.check?.(options as never);
        if (refusal)
          issues.addIssue({ code: "custom", path: [refusal.option], message: refusal.message });
      }),
  );
  const error = `Choose one of: ${Object.keys(registry).join(", ")}.`;
  return z.discriminatedUnion("name", schemas as never, error);
}

function optionSchema(option: Option): z.ZodType {
  switch (option.kind) {
    case "number":
    case "integer":
      return numberSchema(option, option.kind === "integer");
    case "optionalNumber":
    case "optionalInteger":
      return numberSchema(option, option.kind === "optionalInteger").nullable();
    case "boolean":
      return z.boolean("Must be true or false.");
    case "choice": {
      const values = option.choices.map((choice) => choice.value);
      return z.enum(values as [string, ...string[]], `Choose one of: ${values.join(", ")}.`);
    }
    case "text":
      return z.string("Must be a text.");
    case "integers":
      return z.array(numberSchema({ min: option.min }, true)).readonly();
    case "weights":
      return startingWeightsSchema.nullable();
    default:
      return option satisfies never;
  }
}

function numberSchema(range: NumberRange, isInteger: boolean): z.ZodType<number> {
  let schema = z.number("Must be a number.");
  if (isInteger) schema = schema.int("Must be a whole number.");
  if (range.min !== undefined)
    schema = range.exclusiveMin
      ? schema.gt(range.min, `Must be greater than ${range.min}.`)
      : schema.min(range.min, `Must be at least ${range.min}.`);
  if (range.max !== undefined)
    schema = range.exclusiveMax
      ? schema.lt(range.max, `Must be less than ${range.max}.`)
      : schema.max(range.max, `Must be at most ${range.max}.`);
  return schema;
}
