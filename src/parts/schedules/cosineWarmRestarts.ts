/** A cosine that starts again, as `torch.optim.lr_scheduler.CosineAnnealingWarmRestarts`. */
import { periodAt } from "./restarts";
import { schedule } from "./schedule";

/** SGDR: https://arxiv.org/abs/1608.03983. A restart is at T_cur ≥ T_i; then T_i is multiplied. */
export const cosineWarmRestarts = schedule({
  label: "CosineAnnealingWarmRestarts",
  help: "Falls along half a cosine, jumps back to the base rate, and again.",
  options: {
    t0: {
      kind: "integer",
      label: "T₀",
      unit: "epochs",
      help: "Epochs until the first restart.",
      default: 5,
      min: 1,
      max: 10000,
    },
    tMult: {
      kind: "integer",
      label: "T mult",
      help: "How many times longer each period is than the one before.",
      default: 1,
      min: 1,
      max: 100,
    },
    etaMin: {
      kind: "number",
      label: "η min",
      help: "The lowest rate.",
      default: 0,
      min: 0,
      max: 1000,
    },
    everyStep: {
      kind: "boolean",
      label: "Every step",
      help: "Moves along the curve at every optimizer step instead of every epoch.",
      default: false,
    },
  },
  build: ({ t0, tMult, etaMin, everyStep }, { baseLearningRate, stepsPerEpoch }) => ({
    at: ({ epoch, step }) => {
      const elapsed = everyStep ? step / stepsPerEpoch : epoch;
      const { since, length } = periodAt(elapsed, { t0, tMult, tUp: 0 });
      const height = (1 + Math.cos((Math.PI * since) / length)) / 2;
      return { learningRate: etaMin + (baseLearningRate - etaMin) * height };
    },
  }),
});
