/** Turns the image about its centre and fills with black, as torchvision's bilinear `RandomRotation`. */
import { augmentation } from "./augmentation";
import { between } from "./options";
import { aboutCentre } from "./transforms";

export const rotation = augmentation({
  label: "Rotation",
  help: "Turns images by a random angle; the corners that come in are black.",
  options: {
    degrees: {
      kind: "number",
      label: "Up to",
      unit: "°",
      help: "All angles up to this one, either way, are equally likely.",
      default: 15,
      min: 0,
      max: 180,
      step: 5,
    },
  },
  build:
    ({ degrees }, { imageSizePx }) =>
    (random) => {
      const radians = (between(random, -degrees, degrees) * Math.PI) / 180;
      const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
      return { geometric: aboutCentre(imageSizePx, [cos, -sin, sin, cos]) };
    },
});
