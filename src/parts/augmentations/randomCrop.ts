/** Shifts the image at random and fills with black, as torchvision's `RandomCrop(size, padding)`. */
import { augmentation } from "./augmentation";

/** The padding is 0 before normalisation; all (2 · padding + 1)² shifts are equally likely. */
export const randomCrop = augmentation({
  label: "Random crop",
  help: "Pads the image with black and cuts a square of its size out at random.",
  options: {
    paddingPx: {
      kind: "integer",
      label: "Padding",
      unit: "px",
      help: "How far the image can shift.",
      default: 4,
      min: 0,
      max: 256,
    },
  },
  build: ({ paddingPx }) => {
    const choices = 2 * paddingPx + 1;
    return (random) => {
      const topPx = Math.floor(random() * choices) - paddingPx;
      const leftPx = Math.floor(random() * choices) - paddingPx;
      return { geometric: [1, 0, leftPx, 0, 1, topPx] };
    };
  },
});
