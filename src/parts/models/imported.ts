/** A model that a file brought, layer by layer: a TensorFlow.js LayersModel for example. */
import type { Layer } from "../../nn/ops";
import { parseLayers } from "../../nn/layerSchema";
import { classifier, convNormRelu } from "./blocks";
import { model } from "./model";

/** Something to stand there until a file is opened. */
const placeholder: readonly Layer[] = [
  ...convNormRelu("features.0", "input", { inChannels: 3, outChannels: 8, kernelPx: 3 }),
  ...classifier("classifier", "features.0.relu", 8, 2, 0),
];

export const imported = model({
  label: "Imported",
  help: "The layers of a file: choose a TensorFlow.js model as starting weights.",
  isHidden: true,
  options: {
    layers: {
      kind: "text",
      label: "Layers",
      help: "The model's list of layers, as JSON.",
      isHidden: true,
      default: JSON.stringify(placeholder),
    },
  },
  check: ({ layers }) => {
    try {
      withClasses(parseLayers(layers), 2);
      return null;
    } catch (error) {
      return { option: "layers", message: error instanceof Error ? error.message : String(error) };
    }
  },
  build: ({ layers }, { classCount, imageSizePx }) => ({
    name: "imported",
    imageSizePx,
    channels: 3,
    classCount,
    layers: withClasses(parseLayers(layers), classCount),
  }),
});

/** The last layer gives the logits, or flattens the convolution that does. */
function withClasses(layers: readonly Layer[], classCount: number): Layer[] {
  const last = layers.at(-1)!;
  const end = last.op === "flatten" ? layers.findIndex((it) => it.name === last.inputs[0]) : -1;
  const place = end >= 0 ? end : layers.length - 1;
  return layers.map((layer, i): Layer => {
    if (i !== place) return layer;
    if (layer.op === "linear") return { ...layer, outFeatures: classCount };
    if (layer.op === "conv2d" && end >= 0) return { ...layer, outChannels: classCount };
    throw new Error("The last layer is none that gives a number for each class.");
  });
}
