/** Samples, augments, mixes and normalises a batch from 8-bit images, on the CPU: the reference. */
import type { Batch, Mix } from "../data/batch";
import type { Affine, Box, ColorMatrix, ImageTransform } from "../parts/augmentations/augmentation";

/** Float images `[batch, imageSizePx, imageSizePx, 3]`. */
export function sampleBatch(batch: Batch): Float32Array {
  const { imageSizePx, indices, transforms, mix } = batch;
  const images = sampleImages(batch, indices, transforms);
  if (mix) {
    const partners = sampleImages(batch, mix.partners, mix.partnerTransforms);
    mixInto(images, partners, imageSizePx, mix);
  }
  return images;
}

function sampleImages(
  { imageSizePx, pixels, normalization }: Batch,
  indices: Uint32Array,
  transforms: readonly (ImageTransform | null)[],
): Float32Array {
  const imageBytes = imageSizePx * imageSizePx * 3;
  const output = new Float32Array(indices.length * imageBytes);
  const { mean, standardDeviation } = normalization;
  const scale = standardDeviation.map((deviation) => 1 / (255 * deviation));
  const offset = mean.map((value, channel) => value / standardDeviation[channel]!);
  indices.forEach((index, row) => {
    const image = pixels.subarray(index * imageBytes, (index + 1) * imageBytes);
    const target = output.subarray(row * imageBytes, (row + 1) * imageBytes);
    const transform = transforms[row];
    if (transform) {
      sampleInto(target, image, imageSizePx, transform.geometric);
      if (transform.color) recolor(target, transform.color);
    } else target.set(image);
    for (let i = 0; i < imageBytes; i++) target[i] = target[i]! * scale[i % 3]! - offset[i % 3]!;
    for (const box of transform?.erased ?? [])
      forEachNumber(imageSizePx, box, (i) => (target[i] = 0));
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

function recolor(image: Float32Array, matrix: ColorMatrix): void {
  for (let i = 0; i < image.length; i += 3) {
    const [red, green, blue] = [image[i]!, image[i + 1]!, image[i + 2]!];
    matrix.forEach(([r, g, b, constant], channel) => {
      const value = r * red + g * green + b * blue + constant;
      image[i + channel] = Math.min(255, Math.max(0, value));
    });
  }
}

function mixInto(
  images: Float32Array,
  partners: Float32Array,
  sizePx: number,
  { lambda, box }: Mix,
): void {
  if (!box) {
    partners.forEach((other, i) => (images[i] = lambda * images[i]! + (1 - lambda) * other));
    return;
  }
  const imageNumbers = sizePx * sizePx * 3;
  for (let start = 0; start < images.length; start += imageNumbers)
    forEachNumber(sizePx, box, (i) => (images[start + i] = partners[start + i]!));
}

/** The places of a box's numbers in an image. */
function forEachNumber(sizePx: number, box: Box, use: (place: number) => void): void {
  const [left, right] = [Math.max(0, box.left), Math.min(sizePx, box.right)];
  for (let y = Math.max(0, box.top); y < Math.min(sizePx, box.bottom); y++)
    for (let i = (y * sizePx + left) * 3; i < (y * sizePx + right) * 3; i++) use(i);
}
