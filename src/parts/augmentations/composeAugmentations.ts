/** Several augmentations, one after the other, as one. */
import type { Affine, Augmentation } from "./augmentation";
import { identity } from "./identity";

/** Applies the first of the list first. null for an empty list: images stay as they are. */
export function composeAugmentations(augmentations: readonly Augmentation[]): Augmentation | null {
  if (augmentations.length === 0) return null;
  return (random) =>
    augmentations.reduce(
      (before, augmentation) => multiply(before, augmentation(random)),
      identity,
    );
}

/** An output pixel goes through the second transform back to the first one's output, and on. */
function multiply(first: Affine, second: Affine): Affine {
  const [a, b, c, d, e, f] = first;
  const [p, q, r, s, t, u] = second;
  return [
    a * p + b * s,
    a * q + b * t,
    a * r + b * u + c,
    d * p + e * s,
    d * q + e * t,
    d * r + e * u + f,
  ];
}
