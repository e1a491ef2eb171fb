/** The augmentations that a user can pick, and how a list of them becomes one. */
import { horizontalFlip } from "./horizontalFlip";
import { randomCrop } from "./randomCrop";

export { composeAugmentations, type ComposedAugmentation } from "./composeAugmentations";

export const augmentations = { horizontalFlip, randomCrop };
