/** A micro-batch: which images, what is done to them, and what they are. */
import type { Box, ImageTransform } from "../parts/augmentations/augmentation";
import type { Targets } from "../parts/losses/targets";

export interface Batch {
  imageSizePx: number;
  /** 8-bit RGB of the whole data set, `[count, imageSizePx, imageSizePx, 3]`; never written to. */
  pixels: Uint8Array;
  /** `[batch]`: which images of `pixels`. */
  indices: Uint32Array;
  /** `[batch]`: what is done to each image; null leaves it as it is. */
  transforms: readonly (ImageTransform | null)[];
  /** null shows every image by itself. */
  mix: Mix | null;
  /**
   * `[batch, height, width, channels]`: what the model sees in the place of the images, where their
   * features are kept.
   */
  features?: Float32Array;
  targets: Targets;
  normalization: Normalization;
}

/** A second image for each of the batch, mixed into the first after both are normalised. */
export interface Mix {
  /** `[batch]`: indices into the data set. */
  partners: Uint32Array;
  /** `[batch]` */
  partnerTransforms: readonly (ImageTransform | null)[];
  /** The first image's share of the target. */
  lambda: number;
  /** null (mixup): `lambda · first + (1 − lambda) · partner`. Otherwise (CutMix) the partner's pixels inside. */
  box: Box | null;
}

/** Per channel, on values 0–1: `(value − mean) / standardDeviation`. */
export interface Normalization {
  mean: readonly [number, number, number];
  standardDeviation: readonly [number, number, number];
}
