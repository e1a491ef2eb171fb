/**
 * Keras pads either side by itself, and our convolutions as PyTorch's do, both alike: a kernel with zeros
 * at one side makes up for the difference.
 */
import type { LayerShape } from "../../../../nn/ops";

/** Before the first row and behind the last; columns are alike. */
export interface Padding {
  before: number;
  after: number;
}

/** What Keras's "same" adds. https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2 */
export function samePadding(inputPx: number, kernelPx: number, stridePx: number): Padding {
  const outputPx = Math.ceil(inputPx / stridePx);
  const all = Math.max(0, (outputPx - 1) * stridePx + kernelPx - inputPx);
  return { before: Math.floor(all / 2), after: Math.ceil(all / 2) };
}

/**
 * The kernel's side, and where in it the original begins, so that both sides are padded by `paddingPx`. Throws
 * where it would be more than twice as large.
 */
export function evenlyPadded(
  kernelPx: number,
  { before, after }: Padding,
): { kernelPx: number; paddingPx: number; startPx: number } {
  const difference = Math.abs(after - before);
  if (difference > kernelPx)
    throw new Error(
      `One side is padded by ${difference} px more than the other, which can't be read.`,
    );
  return {
    kernelPx: kernelPx + difference,
    paddingPx: Math.max(before, after),
    startPx: Math.max(0, after - before),
  };
}

/** PyTorch's weights `[out, in, kernelPx, kernelPx]` within a larger kernel of zeros. */
export function enlarged(
  values: Float32Array,
  kernelPx: number,
  largerPx: number,
  startPx: number,
): Float32Array {
  if (largerPx === kernelPx) return values;
  const kernels = values.length / kernelPx ** 2;
  const result = new Float32Array(kernels * largerPx ** 2);
  for (let kernel = 0; kernel < kernels; kernel++)
    for (let y = 0; y < kernelPx; y++)
      for (let x = 0; x < kernelPx; x++)
        result[(kernel * largerPx + y + startPx) * largerPx + x + startPx] =
          values[(kernel * kernelPx + y) * kernelPx + x]!;
  return result;
}

/** Throws where an image is not a square: ours are. */
export function sideOf(shape: LayerShape, layer: string): number {
  const [height, width] = shape;
  if (shape.length !== 3 || height !== width)
    throw new Error(`Layer "${layer}" reads [${shape.join(", ")}], which is no square image.`);
  return height!;
}
