/** Several augmentations, one after the other, as one. */
import type { ImageFacts, ImageTransform } from "./augmentation";
import type { Augmentation } from "./augmentation";
import type { Random } from "../../lib/random";
import { composeAffine, composeColor, unchanged } from "./transforms";

/** Draws all that happens to one image. */
export type ComposedAugmentation = (random: Random, image: ImageFacts) => ImageTransform;

/**
 * Applies the first of the list first; boxes are erased last, wherever in the list they come. null for
 * an empty list: images stay as they are.
 */
export function composeAugmentations(
  augmentations: readonly Augmentation[],
): ComposedAugmentation | null {
  if (augmentations.length === 0) return null;
  return (random, image) =>
    augmentations.reduce((before, augmentation) => {
      const { geometric, color = null, erased = [] } = augmentation(random, image);
      return {
        geometric: geometric ? composeAffine(before.geometric, geometric) : before.geometric,
        color: composeColor(before.color, color),
        erased: [...before.erased, ...erased],
      };
    }, unchanged);
}
