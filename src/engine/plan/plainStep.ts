/** The forward steps of layers that are run one by one. */
import { sizeOf } from "../../lib/shape";
import type { LayerOf, LayerShape } from "../../nn/ops";
import type { Group } from "./fuse";
import type { ConvGeometry, DropoutMask, PoolGeometry, Slice, Step, TensorId } from "./program";

type Plain = Extract<Group, { kind: "plain" }>["layer"];

/** What is there, by name. */
export interface Places {
  batchSize: number;
  /** The layers that a gradient goes back through. */
  withGradient: ReadonlySet<string>;
  shapeOf(name: string): LayerShape;
  idOf(name: string): TensorId;
  slice(name: string): Slice;
  /** Makes a tensor of so many floats. */
  add(label: string, size: number): TensorId;
  dropouts: DropoutMask[];
}

/** Whether the output is the input, number by number. */
export function changesNothing({ op }: Plain, isTraining: boolean): boolean {
  return op === "flatten" || (!isTraining && (op === "dropout" || op === "stochasticDepth"));
}

/** The step that writes `y`. */
export function plainStep(layer: Plain, y: TensorId, places: Places): Step {
  const { batchSize, shapeOf, idOf, slice, add } = places;
  const { name, inputs } = layer;
  const [input] = inputs as [string];
  const x = idOf(input);
  const shape = shapeOf(input);
  const channels = shape.at(-1)!;
  const pixels = sizeOf(shape) / channels;
  const size = batchSize * sizeOf(shapeOf(name));
  const rows = batchSize * pixels;
  switch (layer.op) {
    case "activation":
      if (layer.kind === "relu" || layer.kind === "relu6")
        return { op: "addActivation", a: x, b: null, y, size, activation: layer.kind };
      return { op: "activation", x, y, kind: layer.kind, size };
    case "layerNorm": {
      const { epsilon } = layer;
      const [weight, bias] = [slice(`${name}.weight`), slice(`${name}.bias`)];
      return { op: "layerNorm", x, y, norm: { weight, bias, epsilon, rows, channels } };
    }
    case "layerScale": {
      const gamma = slice(`${name}.gamma`);
      return { op: "layerScale", x, y, gamma, rows, channels, accumulate: false };
    }
    case "scale":
      return { op: "scale", x, gate: idOf(inputs[1]!), y, pixels, channels, accumulate: false };
    case "maxPool": {
      const geometry = poolOf(layer, shape, shapeOf(name));
      const window = places.withGradient.has(input) ? add(`${name}.places`, size) : null;
      return { op: "maxPool", x, y, places: window, geometry };
    }
    case "averagePool":
      return { op: "averagePool", x, y, geometry: poolOf(layer, shape, shapeOf(name)) };
    case "globalAveragePool":
      return { op: "globalAveragePool", x, y, pixels, channels };
    case "dropout": {
      const mask = maskOf(layer, size, places);
      return { op: "multiply", x, mask, y, size, accumulate: false };
    }
    case "stochasticDepth": {
      const mask = maskOf(layer, batchSize, places);
      return { op: "multiplyImages", x, mask, y, imageSize: sizeOf(shape), accumulate: false };
    }
    case "linear":
      return linearStep(layer, x, y, shape, slice);
    case "flatten":
      throw new Error("Flattening takes no step.");
    default:
      return layer satisfies never;
  }
}

function maskOf(
  { name, probability }: LayerOf<"dropout"> | LayerOf<"stochasticDepth">,
  size: number,
  { add, dropouts }: Places,
): TensorId {
  const mask = add(`${name}.mask`, size);
  dropouts.push({ layerName: name, probability, mask });
  return mask;
}

/** Over many pixels a linear layer is a 1×1 convolution. */
function linearStep(
  { name, inFeatures, outFeatures }: LayerOf<"linear">,
  x: TensorId,
  y: TensorId,
  shape: LayerShape,
  slice: Places["slice"],
): Step {
  const weight = slice(`${name}.weight`);
  const bias = slice(`${name}.bias`);
  if (shape.length === 1) return { op: "linear", x, y, weight, bias, inFeatures, outFeatures };
  const window = windowOf({ kernelPx: 1, stridePx: 1, paddingPx: 0 }, shape, shape);
  const geometry = { ...window, inChannels: inFeatures, outChannels: outFeatures };
  return { op: "conv2d", x, y, weight, bias, geometry };
}

function poolOf(
  layer: LayerOf<"maxPool"> | LayerOf<"averagePool">,
  input: LayerShape,
  output: LayerShape,
): PoolGeometry {
  return { ...windowOf(layer, input, output), channels: input[2]! };
}

export function windowOf(
  { kernelPx, stridePx, paddingPx }: Pick<ConvGeometry, "kernelPx" | "stridePx" | "paddingPx">,
  input: LayerShape,
  output: LayerShape,
) {
  return {
    inHeight: input[0]!,
    inWidth: input[1]!,
    outHeight: output[0]!,
    outWidth: output[1]!,
    kernelPx,
    stridePx,
    paddingPx,
  };
}
