/** A batch's images as the model sees them, augmented and mixed, in colours again. */
import type { Batch } from "../data/batch";
import { sampleBatch } from "../engine/sampleBatch";

/** `[batch, imageSizePx, imageSizePx, 4]` RGBA. */
export function imagesAsSeen(batch: Batch): Uint8ClampedArray<ArrayBuffer> {
  const { mean, standardDeviation } = batch.normalization;
  const values = sampleBatch(batch);
  const pixels = new Uint8ClampedArray((values.length / 3) * 4).fill(255);
  values.forEach((value, i) => {
    const channel = i % 3;
    const color = value * standardDeviation[channel]! + mean[channel]!;
    pixels[((i - channel) / 3) * 4 + channel] = Math.round(255 * color);
  });
  return pixels;
}
