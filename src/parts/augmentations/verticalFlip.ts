/** Turns top and bottom over, as torchvision's `RandomVerticalFlip`. */
import { augmentation } from "./augmentation";
import { probability } from "./options";

export const verticalFlip = augmentation({
  label: "Vertical flip",
  help: "Turns images upside down at random. For images without an up, such as those from a microscope.",
  options: { probability },
  build:
    ({ probability }, { imageSizePx }) =>
    (random) =>
      random() < probability ? { geometric: [1, 0, 0, 0, -1, imageSizePx - 1] } : {},
});
