/** Draws from a symmetric beta distribution. */
import { randomNormal, type Random } from "./random";

/** Between 0 and 1 from Beta(α, α), as the share of one of two equal gamma draws. α > 0. */
export function randomBeta(random: Random, alpha: number): number {
  const first = logRandomGamma(random, alpha);
  const second = logRandomGamma(random, alpha);
  // In logarithms, because for a small α both draws underflow to 0.
  return 1 / (1 + Math.exp(second - first));
}

/** log of a Gamma(shape, 1) draw, by Marsaglia and Tsang. https://doi.org/10.1145/358407.358414 */
function logRandomGamma(random: Random, shape: number): number {
  // Gamma(a) is Gamma(a + 1) · U^(1/a); the method itself needs a shape of at least 1.
  if (shape < 1) return logRandomGamma(random, shape + 1) + Math.log(1 - random()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = randomNormal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v))
      return Math.log(d * v);
  }
}
