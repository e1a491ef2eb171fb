/**
 * Erases squares whose centres are uniform over the image, so that some reach beyond its edge.
 * https://arxiv.org/abs/1708.04552
 */
import { augmentation, type Box } from "./augmentation";

export const cutout = augmentation({
  label: "Cutout",
  help: "Paints squares with the mean colour, in every image.",
  options: {
    holes: { kind: "integer", label: "Squares", default: 1, min: 1, max: 16 },
    side: {
      kind: "number",
      label: "Side",
      help: "As a share of the image's side.",
      default: 0.25,
      min: 0,
      max: 1,
      step: 0.05,
    },
  },
  build: ({ holes, side }, { imageSizePx }) => {
    const sidePx = Math.round(side * imageSizePx);
    const inside = (px: number) => Math.min(imageSizePx, Math.max(0, px));
    return (random) => {
      const erased = Array.from({ length: holes }, (): Box => {
        const top = Math.floor(random() * imageSizePx) - Math.floor(sidePx / 2);
        const left = Math.floor(random() * imageSizePx) - Math.floor(sidePx / 2);
        return {
          left: inside(left),
          top: inside(top),
          right: inside(left + sidePx),
          bottom: inside(top + sidePx),
        };
      });
      return {
        erased: erased.filter(({ left, right, top, bottom }) => left < right && top < bottom),
      };
    };
  },
});
