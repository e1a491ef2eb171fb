/** A model part turns options into a list of layers. */
import type { Options, Part, Values } from "../../lib/part";
import type { Model } from "../../nn/model";

export interface ModelContext {
  classCount: number;
  imageSizePx: number;
}

/** What every model can be told, whatever its layers. */
const sharedOptions = {
  weights: {
    kind: "weights",
    label: "Starting weights",
    help: "What the model knows before it sees your images: nothing, or what it learned from others. Its last layer begins anew where the classes are others.",
    default: null,
  },
  trainable: {
    kind: "text",
    label: "Trainable layers",
    help: "all, head (the last layer), or beginnings of layers' names with commas: layer4, fc. The rest is frozen, its BatchNorm too.",
    default: "all",
  },
} as const satisfies Options;

/** Its `build` gets its own options and has no need of the shared ones. */
export const model = <const O extends Options>(part: Part<O, ModelContext, Model>) => ({
  ...part,
  options: { ...part.options, ...sharedOptions },
  build: (options: Values<O>, context: ModelContext): Model => part.build(options, context),
});
