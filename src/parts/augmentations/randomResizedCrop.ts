/**
 * Cuts out a random rectangle and scales it to the image's size, as torchvision's `RandomResizedCrop`:
 * its share of the area is uniform, its aspect ratio log-uniform, and what does not fit is drawn again,
 * up to ten times; then the largest centred rectangle of an allowed ratio is taken.
 * https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomResizedCrop.html
 *
 * Bilinear without antialiasing, which makes a difference only where torchvision would shrink.
 */
import type { Random } from "../../lib/random";
import { augmentation, type Affine } from "./augmentation";
import { between } from "./options";

const ATTEMPTS = 10;

interface Crop {
  left: number;
  top: number;
  width: number;
  height: number;
}

export const randomResizedCrop = augmentation({
  label: "Random resized crop",
  help: "Cuts out a random rectangle and scales it up to the image's size.",
  options: {
    minArea: {
      kind: "number",
      label: "Smallest share of the area",
      help: "torchvision's 0.08 is for large photographs; small images lose too much with it.",
      default: 0.6,
      min: 0.01,
      max: 1,
      step: 0.05,
    },
    maxRatio: {
      kind: "number",
      label: "Largest aspect ratio",
      help: "Width to height, and height to width; 1 cuts out squares.",
      default: 1.3333,
      min: 1,
      max: 4,
      step: 0.1,
    },
  },
  build:
    ({ minArea, maxRatio }, { imageSizePx }) =>
    (random) => ({
      geometric: scaledFrom(drawCrop(random, imageSizePx, minArea, maxRatio), imageSizePx),
    }),
});

function drawCrop(random: Random, sizePx: number, minArea: number, maxRatio: number): Crop {
  const logRatio = Math.log(maxRatio);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const area = sizePx * sizePx * between(random, minArea, 1);
    const ratio = Math.exp(between(random, -logRatio, logRatio));
    const width = Math.round(Math.sqrt(area * ratio));
    const height = Math.round(Math.sqrt(area / ratio));
    if (width < 1 || height < 1 || width > sizePx || height > sizePx) continue;
    const top = Math.floor(random() * (sizePx - height + 1));
    const left = Math.floor(random() * (sizePx - width + 1));
    return { left, top, width, height };
  }
  // A square image's ratio is 1, which is always allowed.
  return { left: 0, top: 0, width: sizePx, height: sizePx };
}

/** Output pixel centres spread over the crop as `interpolate(align_corners=False)` spreads them. */
function scaledFrom({ left, top, width, height }: Crop, sizePx: number): Affine {
  const [scaleX, scaleY] = [width / sizePx, height / sizePx];
  return [scaleX, 0, left + (scaleX - 1) / 2, 0, scaleY, top + (scaleY - 1) / 2];
}
