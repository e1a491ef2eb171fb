/**
 * A model's sections from stem to head, by its layers' names alone: what depth means to layer-wise
 * learning rates, and what the head is.
 */
import type { Model } from "./model";
import { layerOps } from "./ops";

export interface Section {
  /** What its layers' names begin with, for example `layer1.0`; of the stem, its first layer's name. */
  name: string;
  /** Names of its parameters. */
  parameters: readonly string[];
}

/**
 * In the order in which they run; the last is the head: all layers that share the first part of the
 * last learned layer's name (`fc`, `classifier`). The others are a block each (`layer1.0`,
 * `features.3`), and what stands between blocks.
 */
export function sectionsOf(model: Model): Section[] {
  const learned = model.layers
    .map((layer) => ({
      name: layer.name,
      parameters: layerOps[layer.op].parameters(layer as never).map(({ name }) => name),
    }))
    .filter(({ parameters }) => parameters.length > 0);
  const head = firstPart(learned.at(-1)!.name);
  const sections: (Section & { parameters: string[]; isBlock: boolean })[] = [];
  for (const { name, parameters } of learned) {
    const block = firstPart(name) === head ? head : blockOf(name);
    const last = sections.at(-1);
    const isSame = block === null ? last && !last.isBlock : last?.name === block;
    if (last && isSame) last.parameters.push(...parameters);
    else sections.push({ name: block ?? name, parameters: [...parameters], isBlock: !!block });
  }
  return sections.map(({ name, parameters }) => ({ name, parameters }));
}

/** The head's parameters. */
export function headOf(model: Model): ReadonlySet<string> {
  return new Set(sectionsOf(model).at(-1)!.parameters);
}

const firstPart = (name: string) => name.split(".")[0]!;

/** `layer1.0.conv1` → `layer1.0`, `features.3.conv.0` → `features.3`; null outside a numbered block. */
function blockOf(name: string): string | null {
  const [first, ...rest] = name.split(".");
  const isNumber = (part: string) => /^\d+$/.test(part);
  // The last part is the layer itself, unless nothing else has a number.
  const within = rest.slice(0, -1);
  const numbered = within.some(isNumber) ? within : rest;
  const end = numbered.findIndex((part) => !isNumber(part));
  const numbers = end < 0 ? numbered : numbered.slice(0, end);
  return numbers.length > 0 ? [first, ...numbers].join(".") : null;
}
