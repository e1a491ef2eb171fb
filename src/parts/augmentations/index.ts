/** The augmentations that a user can pick, and how a list of them becomes one. */
import { colorJitter } from "./colorJitter";
import { cutout } from "./cutout";
import { grayscale } from "./grayscale";
import { horizontalFlip } from "./horizontalFlip";
import { randomCrop } from "./randomCrop";
import { randomErasing } from "./randomErasing";
import { randomResizedCrop } from "./randomResizedCrop";
import { rotation } from "./rotation";
import { verticalFlip } from "./verticalFlip";
import { zoom } from "./zoom";

export { composeAugmentations, type ComposedAugmentation } from "./composeAugmentations";

export const augmentations = {
  horizontalFlip,
  verticalFlip,
  randomCrop,
  randomResizedCrop,
  rotation,
  zoom,
  colorJitter,
  grayscale,
  randomErasing,
  cutout,
};
