/**
 * Erases a random rectangle, as torchvision's `RandomErasing(value=0)` after normalisation: its share
 * of the area is uniform, its aspect ratio log-uniform between 0.3 and 3.3; what does not fit is drawn
 * again, up to ten times, and then nothing is erased. https://arxiv.org/abs/1708.04896
 */
import type { Random } from "../../lib/random";
import { augmentation, type Box } from "./augmentation";
import { between, probability } from "./options";

const ATTEMPTS = 10;
const MIN_RATIO = 0.3;
const MAX_RATIO = 3.3;

export const randomErasing = augmentation({
  label: "Random erasing",
  help: "Paints a rectangle with the mean colour, so that no single part decides.",
  options: {
    probability,
    minArea: {
      kind: "number",
      label: "Smallest share of the area",
      default: 0.02,
      min: 0,
      max: 1,
      step: 0.01,
    },
    maxArea: {
      kind: "number",
      label: "Largest share of the area",
      default: 0.33,
      min: 0,
      max: 1,
      step: 0.01,
    },
  },
  check: ({ minArea, maxArea }) =>
    minArea > maxArea
      ? { option: "maxArea", message: `Must be at least the smallest share, ${minArea}.` }
      : null,
  build:
    ({ probability, minArea, maxArea }, { imageSizePx }) =>
    (random) => {
      if (random() >= probability) return {};
      const box = drawBox(random, imageSizePx, minArea, maxArea);
      return box ? { erased: [box] } : {};
    },
});

function drawBox(random: Random, sizePx: number, minArea: number, maxArea: number): Box | null {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const area = sizePx * sizePx * between(random, minArea, maxArea);
    const ratio = Math.exp(between(random, Math.log(MIN_RATIO), Math.log(MAX_RATIO)));
    const height = Math.round(Math.sqrt(area * ratio));
    const width = Math.round(Math.sqrt(area / ratio));
    if (height >= sizePx || width >= sizePx || height < 1 || width < 1) continue;
    const top = Math.floor(random() * (sizePx - height + 1));
    const left = Math.floor(random() * (sizePx - width + 1));
    return { left, top, right: left + width, bottom: top + height };
  }
  return null;
}
