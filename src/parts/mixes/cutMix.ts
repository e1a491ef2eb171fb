/** CutMix: a rectangle of another image. https://arxiv.org/abs/1905.04899 */
import type { Random } from "../../lib/random";
import { randomBeta } from "../../lib/randomBeta";
import { alphaOption, mix, probabilityOption, type MixDraw } from "./mix";

export const cutMix = mix({
  label: "CutMix",
  help: "Pastes a rectangle of another image into each, and mixes their labels by its area.",
  options: { alpha: { ...alphaOption, default: 1 }, probability: probabilityOption },
  build:
    ({ alpha, probability }, { imageSizePx }) =>
    (random) =>
      random() < probability ? drawCutMix(random, alpha, imageSizePx) : null,
});

/** The box has 1 − λ of the image's area, and λ what is left of it after clipping, as torchvision's. */
export function drawCutMix(random: Random, alpha: number, imageSizePx: number): MixDraw {
  const half = Math.floor(0.5 * Math.sqrt(1 - randomBeta(random, alpha)) * imageSizePx);
  const extent = (): [start: number, end: number] => {
    const centre = Math.floor(random() * imageSizePx);
    return [Math.max(centre - half, 0), Math.min(centre + half, imageSizePx)];
  };
  const [left, right] = extent();
  const [top, bottom] = extent();
  const share = ((right - left) * (bottom - top)) / imageSizePx ** 2;
  return { lambda: 1 - share, box: { left, top, right, bottom } };
}
