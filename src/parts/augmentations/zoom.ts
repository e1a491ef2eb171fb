/** Scales the image about its centre, as torchvision's `RandomAffine(0, scale=…)`. */
import { augmentation } from "./augmentation";
import { between } from "./options";
import { aboutCentre } from "./transforms";

export const zoom = augmentation({
  label: "Zoom",
  help: "Makes images larger or smaller about their centre; what comes in from outside is black.",
  options: {
    minScale: {
      kind: "number",
      label: "Smallest scale",
      default: 0.9,
      min: 0.1,
      max: 10,
      step: 0.1,
    },
    maxScale: {
      kind: "number",
      label: "Largest scale",
      default: 1.2,
      min: 0.1,
      max: 10,
      step: 0.1,
    },
  },
  check: ({ minScale, maxScale }) =>
    minScale > maxScale
      ? { option: "maxScale", message: `Must be at least the smallest scale, ${minScale}.` }
      : null,
  build:
    ({ minScale, maxScale }, { imageSizePx }) =>
    (random) => {
      const inverse = 1 / between(random, minScale, maxScale);
      return { geometric: aboutCentre(imageSizePx, [inverse, 0, 0, inverse]) };
    },
});
