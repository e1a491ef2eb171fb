/** The rate follows a cosine, as `torch.optim.lr_scheduler.CosineAnnealingLR`. */
import { schedule } from "./schedule";

/**
 * `η + (base − η)(1 + cos πk/T) / 2` in epoch k; past T it rises again, with period 2T. With T = the
 * run's epochs the last epoch is still above η. https://arxiv.org/abs/1608.03983
 */
export const cosineAnnealing = schedule({
  label: "CosineAnnealingLR",
  help: "Falls along half a cosine: slowly, fast, slowly.",
  options: {
    tMax: {
      kind: "optionalInteger",
      label: "T max",
      unit: "epochs",
      help: "Epochs until the lowest rate; empty is all epochs after the warm-up. Past it the rate rises again.",
      default: null,
      min: 1,
      max: 10000,
    },
    etaMin: {
      kind: "number",
      label: "η min",
      help: "The lowest rate.",
      default: 0,
      min: 0,
      max: 1000,
    },
  },
  build: ({ tMax, etaMin }, { baseLearningRate, epochs }) => {
    const length = tMax ?? Math.max(1, epochs);
    return {
      at: ({ epoch }) => ({
        learningRate:
          etaMin + ((baseLearningRate - etaMin) * (1 + Math.cos((Math.PI * epoch) / length))) / 2,
      }),
    };
  },
});
