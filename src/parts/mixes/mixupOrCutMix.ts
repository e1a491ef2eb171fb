import { drawCutMix } from "./cutMix";
import { alphaOption, mix, probabilityOption } from "./mix";
import { drawMixup } from "./mixup";

export const mixupOrCutMix = mix({
  label: "mixup or CutMix",
  help: "One of the two at each step, by chance.",
  options: {
    mixupAlpha: { ...alphaOption, label: "mixup's α", default: 0.8 },
    cutMixAlpha: { ...alphaOption, label: "CutMix's α", default: 1 },
    cutMixShare: {
      kind: "number",
      label: "CutMix's share",
      help: "How many of the mixed steps are CutMix.",
      default: 0.5,
      min: 0,
      max: 1,
      step: 0.1,
    },
    probability: probabilityOption,
  },
  build:
    ({ mixupAlpha, cutMixAlpha, cutMixShare, probability }, { imageSizePx }) =>
    (random) => {
      if (random() >= probability) return null;
      return random() < cutMixShare
        ? drawCutMix(random, cutMixAlpha, imageSizePx)
        : drawMixup(random, mixupAlpha);
    },
});
