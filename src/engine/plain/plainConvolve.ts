/** Convolution of one image with any number of groups, in plain JavaScript. */
import { sizeOf } from "../../lib/shape";
import type { LayerShape } from "../../nn/ops";
import type { Activations } from "./plainOps";

interface Window {
  kernelPx: number;
  stridePx: number;
  paddingPx: number;
  groups: number;
  inChannels: number;
}

/**
 * `weights` are `[height, width, in / groups, out]`. The innermost loop runs over output channels, which
 * lie side by side; a 0, of which ReLU leaves many, costs nothing.
 */
export function convolve(
  { shape, values }: Activations,
  outputShape: LayerShape,
  { kernelPx, stridePx, paddingPx, groups, inChannels }: Window,
  weights: Float32Array,
  bias: Float32Array | null,
): Float32Array {
  const [height, width] = shape as [number, number];
  const [outHeight, outWidth, outChannels] = outputShape as [number, number, number];
  const [groupIn, groupOut] = [inChannels / groups, outChannels / groups];
  const output = new Float32Array(sizeOf(outputShape));
  const sums = new Float64Array(outChannels);
  for (let y = 0; y < outHeight; y++)
    for (let x = 0; x < outWidth; x++) {
      if (bias) sums.set(bias);
      else sums.fill(0);
      for (let ky = 0; ky < kernelPx; ky++) {
        const row = y * stridePx + ky - paddingPx;
        if (row < 0 || row >= height) continue;
        for (let kx = 0; kx < kernelPx; kx++) {
          const column = x * stridePx + kx - paddingPx;
          if (column < 0 || column >= width) continue;
          const from = (row * width + column) * inChannels;
          const tap = (ky * kernelPx + kx) * groupIn * outChannels;
          if (groupIn === 1 && groupOut === 1) addDepthwise(sums, values, from, weights, tap);
          else
            for (let c = 0; c < inChannels; c++) {
              const value = values[from + c]!;
              if (value === 0) continue;
              const group = Math.floor(c / groupIn);
              const begin = group * groupOut;
              const at = tap + (c % groupIn) * outChannels;
              for (let o = begin; o < begin + groupOut; o++) sums[o]! += value * weights[at + o]!;
            }
        }
      }
      output.set(sums, (y * outWidth + x) * outChannels);
    }
  return output;
}

function addDepthwise(
  sums: Float64Array,
  values: Float32Array,
  from: number,
  weights: Float32Array,
  tap: number,
): void {
  for (let c = 0; c < sums.length; c++) sums[c]! += values[from + c]! * weights[tap + c]!;
}
