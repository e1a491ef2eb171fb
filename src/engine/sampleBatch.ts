/** Samples, augments and normalises a batch from 8-bit images, on the CPU. */
import type { Affine } from "../parts/augmentations/augmentation";
import type { Batch } from "../data/batch";

/** Float images `[batch, imageSizePx, imageSizePx, 3]`. */
export function sampleBatch(batch: Batch): Float32Array {
  const { imageSizePx, pixels, indices, transforms, normalization } = batch;
  const imageBytes = imageSizePx * imageSizePx * 3;
  const output = new Float32Array(indices.length * imageBytes);
  const scale = normalization.standardDeviation.map((deviation) => 1 / (255 * deviation));
  const offset = normalization.mean.map(
    (mean, channel) => mean / normalization.standardDeviation[channel]!,
  );
  indices.forEach((index, row) => {
    const image = pixels.subarray(index * imageBytes, (index + 1) * imageBytes);
    const target = output.subarray(row * imageBytes, (row + 1) * imageBytes);
    const transform = transforms[row];
    if (transform) sampleInto(target, image, imageSizePx, transform);
    else target.set(image);
    for (let i = 0; i < imageBytes; i++) target[i] = target[i]! * scale[i % 3]! - offset[i % 3]!;
  });
  return output;
}

/** Bilinear, and exact where the transform lands on pixel centres; black outside. */
function sampleInto(
  target: Float32Array,
  image: Uint8Array,
  sizePx: number,
  [a, b, c, d, e, f]: Affine,
): void {
  for (let y = 0; y < sizePx; y++)
    for (let x = 0; x < sizePx; x++) {
      const inputX = a * x + b * y + c;
      const inputY = d * x + e * y + f;
      const left = Math.floor(inputX);
      const top = Math.floor(inputY);
      const at = (y * sizePx + x) * 3;
      addWeighted(target, at, image, sizePx, left, top, (1 - inputX + left) * (1 - inputY + top));
      addWeighted(target, at, image, sizePx, left + 1, top, (inputX - left) * (1 - inputY + top));
      addWeighted(target, at, image, sizePx, left, top + 1, (1 - inputX + left) * (inputY - top));
      addWeighted(target, at, image, sizePx, left + 1, top + 1, (inputX - left) * (inputY - top));
    }
}

function addWeighted(
  target: Float32Array,
  at: number,
  image: Uint8Array,
  sizePx: number,
  x: number,
  y: number,
  weight: number,
): void {
  if (weight === 0 || x < 0 || y < 0 || x >= sizePx || y >= sizePx) return;
  const from = (y * sizePx + x) * 3;
  for (let channel = 0; channel < 3; channel++)
    target[at + channel] = target[at + channel]! + weight * image[from + channel]!;
}
