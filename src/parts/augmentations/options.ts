/** Options that several augmentations have. */
import type { Random } from "../../lib/random";

export const probability = {
  kind: "number",
  label: "Probability",
  default: 0.5,
  min: 0,
  max: 1,
  step: 0.1,
} as const;

/** Uniform in `[low, high)`. */
export const between = (random: Random, low: number, high: number): number =>
  low + (high - low) * random();
