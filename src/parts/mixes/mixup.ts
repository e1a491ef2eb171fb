/** mixup: λ of one image and 1 − λ of another. https://arxiv.org/abs/1710.09412 */
import type { Random } from "../../lib/random";
import { randomBeta } from "../../lib/randomBeta";
import { alphaOption, mix, probabilityOption, type MixDraw } from "./mix";

export const mixup = mix({
  label: "mixup",
  help: "Blends each image with another, and their labels with them. Tames overconfidence.",
  options: { alpha: { ...alphaOption, default: 0.2 }, probability: probabilityOption },
  build:
    ({ alpha, probability }) =>
    (random) =>
      random() < probability ? drawMixup(random, alpha) : null,
});

export function drawMixup(random: Random, alpha: number): MixDraw {
  return { lambda: randomBeta(random, alpha), box: null };
}
