/** An augmentation turns seeded random numbers into the place where each pixel is sampled. */
import type { Options, Part } from "../../lib/part";
import type { Random } from "../../lib/random";

/**
 * Maps an output pixel to the input pixel that it is read from, both counted from 0 at pixel centres:
 * `inputX = a·x + b·y + c`, `inputY = d·x + e·y + f`. Outside the image is black.
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export interface AugmentationContext {
  imageSizePx: number;
}

/** Draws one image's transform. */
export type Augmentation = (random: Random) => Affine;

export const augmentation = <const O extends Options>(
  part: Part<O, AugmentationContext, Augmentation>,
) => part;
