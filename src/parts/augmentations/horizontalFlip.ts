/** Mirrors left and right, as torchvision's `RandomHorizontalFlip`. */
import { augmentation } from "./augmentation";
import { probability } from "./options";

export const horizontalFlip = augmentation({
  label: "Horizontal flip",
  help: "Mirrors images at random. Not for classes that differ by side, such as letters.",
  options: { probability },
  build:
    ({ probability }, { imageSizePx }) =>
    (random) =>
      random() < probability ? { geometric: [-1, 0, imageSizePx - 1, 0, 1, 0] } : {},
});
