/**
 * An augmentation turns seeded random numbers into where an image's pixels are read from, what becomes
 * of their colours, and which of them are erased.
 */
import type { Options, Part } from "../../lib/part";
import type { Random } from "../../lib/random";

/**
 * Maps an output pixel to the input pixel that it is read from, both counted from 0 at pixel centres:
 * `inputX = a·x + b·y + c`, `inputY = d·x + e·y + f`. Outside the image is black.
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export type Rgb = readonly [red: number, green: number, blue: number];

/** What each output channel takes of the input's red, green and blue, and a constant; on values 0–255. */
export type ColorMatrix = readonly [red: ColorRow, green: ColorRow, blue: ColorRow];
export type ColorRow = readonly [red: number, green: number, blue: number, constant: number];

/** Half open, in output pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What happens to one image, in this order: pixels are sampled, recoloured, clamped to 0–255, erased. */
export interface ImageTransform {
  geometric: Affine;
  /** null leaves colours as they are. */
  color: ColorMatrix | null;
  /** Erased pixels are 0 after normalisation: the mean colour. */
  erased: readonly Box[];
}

/** What an augmentation may ask of the image that it is drawn for. */
export interface ImageFacts {
  /** Mean of each channel, 0–255, before any augmentation. */
  meanColor: () => Rgb;
}

export interface AugmentationContext {
  imageSizePx: number;
}

/** Draws what it changes of one image; what is left out stays as it is. */
export type Augmentation = (random: Random, image: ImageFacts) => Partial<ImageTransform>;

export const augmentation = <const O extends Options>(
  part: Part<O, AugmentationContext, Augmentation>,
) => part;
