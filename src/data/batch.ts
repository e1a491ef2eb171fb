/** A micro-batch: which images, where they are sampled, and what they are. */
import type { Affine } from "../parts/augmentations/augmentation";

export interface Batch {
  imageSizePx: number;
  /** 8-bit RGB of the whole data set, `[count, imageSizePx, imageSizePx, 3]`. */
  pixels: Uint8Array;
  /** `[batch]`: which images of `pixels`. */
  indices: Uint32Array;
  /** `[batch]`: where each image is sampled; null leaves it as it is. */
  transforms: readonly (Affine | null)[];
  /** `[batch]` */
  labels: Int32Array;
  normalization: Normalization;
}

/** Per channel, on values 0–1: `(value − mean) / standardDeviation`. */
export interface Normalization {
  mean: readonly [number, number, number];
  standardDeviation: readonly [number, number, number];
}
