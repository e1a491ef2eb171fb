/** The transform that leaves an image as it is. */
import type { Affine } from "./augmentation";

export const identity: Affine = [1, 0, 0, 0, 1, 0];
