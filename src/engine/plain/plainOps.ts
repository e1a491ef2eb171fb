/** Every layer op in eval mode, in plain JavaScript on one image: `[height, width, channels]` or `[features]`. */
import { sizeOf } from "../../lib/shape";
import type { LayerOf, LayerShape, OpName } from "../../nn/ops";
import { plainActivations } from "./plainActivations";
import { convolve } from "./plainConvolve";

export interface Activations {
  shape: LayerShape;
  values: Float32Array;
}

interface Context {
  outputShape: LayerShape;
  /** A parameter or buffer by name; convolutions and linear layers in the kernels' layout. */
  read: (name: string) => Float32Array;
}

type Run<Name extends OpName> = (
  layer: LayerOf<Name>,
  inputs: readonly Activations[],
  context: Context,
) => Float32Array;

const first = (inputs: readonly Activations[]) => inputs[0]!;
const unchanged = (inputs: readonly Activations[]) => first(inputs).values;

export const plainOps: { [Name in OpName]: Run<Name> } = {
  conv2d: (layer, inputs, { outputShape, read }) => {
    const bias = layer.hasBias ? read(`${layer.name}.bias`) : null;
    return convolve(first(inputs), outputShape, layer, read(`${layer.name}.weight`), bias);
  },
  batchNorm: ({ name, epsilon }, inputs, { read }) => {
    const mean = read(`${name}.running_mean`);
    const bias = read(`${name}.bias`);
    const variance = read(`${name}.running_var`);
    const scale = read(`${name}.weight`).map((it, c) => it / Math.sqrt(variance[c]! + epsilon));
    return byChannel(first(inputs), (value, c) => (value - mean[c]!) * scale[c]! + bias[c]!);
  },
  layerNorm: ({ name, epsilon, channels }, inputs, { read }) => {
    const { values } = first(inputs);
    const [weight, bias] = [read(`${name}.weight`), read(`${name}.bias`)];
    const output = new Float32Array(values.length);
    for (let start = 0; start < values.length; start += channels) {
      const pixel = values.subarray(start, start + channels);
      const mean = pixel.reduce((sum, value) => sum + value, 0) / channels;
      const variance = pixel.reduce((sum, value) => sum + (value - mean) ** 2, 0) / channels;
      const inverse = 1 / Math.sqrt(variance + epsilon);
      pixel.forEach((value, c) => {
        output[start + c] = (value - mean) * inverse * weight[c]! + bias[c]!;
      });
    }
    return output;
  },
  layerScale: ({ name }, inputs, { read }) => {
    const gamma = read(`${name}.gamma`);
    return byChannel(first(inputs), (value, c) => value * gamma[c]!);
  },
  activation: ({ kind }, inputs) => first(inputs).values.map(plainActivations[kind]),
  maxPool: (layer, inputs, { outputShape }) =>
    pool(layer, first(inputs), outputShape, -Infinity, Math.max),
  averagePool: (layer, inputs, { outputShape }) => {
    const count = layer.kernelPx ** 2;
    const sums = pool(layer, first(inputs), outputShape, 0, (sum, value) => sum + value);
    return sums.map((sum) => sum / count);
  },
  globalAveragePool: (_, inputs) => {
    const { shape, values } = first(inputs);
    const channels = shape.at(-1)!;
    const sums = new Float64Array(channels);
    for (let start = 0; start < values.length; start += channels)
      for (let c = 0; c < channels; c++) sums[c]! += values[start + c]!;
    return Float32Array.from(sums, (sum) => sum / (values.length / channels));
  },
  flatten: (_, inputs) => unchanged(inputs),
  dropout: (_, inputs) => unchanged(inputs),
  stochasticDepth: (_, inputs) => unchanged(inputs),
  linear: ({ name, inFeatures, outFeatures }, inputs, { read }) => {
    const pixels = sizeOf(first(inputs).shape) / inFeatures;
    const shape = [1, pixels, outFeatures];
    const window = { kernelPx: 1, stridePx: 1, paddingPx: 0, groups: 1, inChannels: inFeatures };
    const image = { shape: [1, pixels, inFeatures], values: first(inputs).values };
    return convolve(image, shape, window, read(`${name}.weight`), read(`${name}.bias`));
  },
  add: (_, [left, right]) => left!.values.map((value, i) => value + right!.values[i]!),
  scale: (_, [x, gate]) => byChannel(x!, (value, c) => value * gate!.values[c]!),
};

function byChannel(
  { shape, values }: Activations,
  each: (value: number, channel: number) => number,
): Float32Array {
  const channels = shape.at(-1)!;
  return values.map((value, i) => each(value, i % channels));
}

interface Window {
  kernelPx: number;
  stridePx: number;
  paddingPx: number;
}

/** Combines the pixels of each window that lie within the image. */
function pool(
  { kernelPx, stridePx, paddingPx }: Window,
  { shape, values }: Activations,
  outputShape: LayerShape,
  start: number,
  combine: (a: number, b: number) => number,
): Float32Array {
  const [height, width, channels] = shape as [number, number, number];
  const [outHeight, outWidth] = outputShape as [number, number];
  const output = new Float32Array(sizeOf(outputShape)).fill(start);
  for (let y = 0; y < outHeight; y++)
    for (let x = 0; x < outWidth; x++)
      for (let ky = 0; ky < kernelPx; ky++)
        for (let kx = 0; kx < kernelPx; kx++) {
          const [row, column] = [y * stridePx + ky - paddingPx, x * stridePx + kx - paddingPx];
          if (row < 0 || column < 0 || row >= height || column >= width) continue;
          const [from, to] = [(row * width + column) * channels, (y * outWidth + x) * channels];
          for (let c = 0; c < channels; c++)
            output[to + c] = combine(output[to + c]!, values[from + c]!);
        }
  return output;
}
