/** A micro-batch's images as pictures: more than a screen holds are not drawn. */
import type { StepInspection } from "../../train/inspection";

export const MOST_IMAGES = 64;

export function batchImages(
  { microBatches, imageSizePx: sizePx }: StepInspection,
  micro: number,
): ImageData[] {
  const detail = microBatches[micro]?.detail;
  if (!detail) return [];
  const bytes = sizePx * sizePx * 4;
  return Array.from(
    { length: Math.min(detail.images.length, MOST_IMAGES) },
    (_, row) => new ImageData(detail.pixels.slice(row * bytes, (row + 1) * bytes), sizePx, sizePx),
  );
}
