/** Takes the colour away at random, as torchvision's `RandomGrayscale`. */
import { augmentation } from "./augmentation";
import { probability } from "./options";
import { saturation } from "./transforms";

export const grayscale = augmentation({
  label: "Greyscale",
  help: "Takes the colour away at random, so that shape has to tell classes apart.",
  options: { probability: { ...probability, default: 0.1 } },
  build:
    ({ probability }) =>
    (random) =>
      random() < probability ? { color: saturation(0) } : {},
});
