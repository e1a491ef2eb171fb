/** A model's head, and its sections from stem to head: what depth means to layer-wise learning rates. */
import type { Model } from "./model";
import { layerOps } from "./ops";

export interface Section {
  /** What its layers' names begin with, for example `layer1.0`; of the stem, its first layer's name. */
  name: string;
  /** Names of its parameters. */
  parameters: readonly string[];
}

/**
 * By the layers' names alone, in the order in which they run. The last holds all layers that share the
 * first part of the last learned layer's name (`fc`, `classifier`). The others are a block each
 * (`layer1.0`, `features.3`), and what stands between blocks.
 */
export function sectionsOf(model: Model): Section[] {
  const learned = learnedLayers(model);
  const last = firstPart(learned.at(-1)!.name);
  const sections: (Section & { parameters: string[]; isBlock: boolean })[] = [];
  for (const { name, parameters } of learned) {
    const block = firstPart(name) === last ? last : blockOf(name);
    const open = sections.at(-1);
    const isSame = block === null ? open && !open.isBlock : open?.name === block;
    if (open && isSame) open.parameters.push(...parameters);
    else sections.push({ name: block ?? name, parameters: [...parameters], isBlock: !!block });
  }
  return sections.map(({ name, parameters }) => ({ name, parameters }));
}

/**
 * The layer that gives a number for each class, the only one that starting weights do not bring. A hidden
 * layer in front of it (torchvision's `classifier.0` of MobileNetV3) belongs to the backbone.
 */
export function headOf(model: Model): Section {
  return learnedLayers(model).at(-1)!;
}

function learnedLayers({ layers }: Model): Section[] {
  return layers
    .map((layer) => ({
      name: layer.name,
      parameters: layerOps[layer.op].parameters(layer as never).map(({ name }) => name),
    }))
    .filter(({ parameters }) => parameters.length > 0);
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
