/** The rate falls to 0 along a power, as `torch.optim.lr_scheduler.PolynomialLR`. */
import { schedule } from "./schedule";

export const polynomial = schedule({
  label: "PolynomialLR",
  help: "Falls to 0 along a power of what is left of the run.",
  options: {
    power: {
      kind: "number",
      label: "Power",
      help: "1 is a straight line; more falls faster at first.",
      default: 1,
      min: 0,
      max: 100,
      step: 0.5,
    },
    totalIters: {
      kind: "optionalInteger",
      label: "Length",
      unit: "epochs",
      help: "Epochs until the rate is 0; empty is all epochs after the warm-up.",
      default: null,
      min: 1,
      max: 10000,
    },
  },
  build: ({ power, totalIters }, { baseLearningRate, epochs }) => {
    const length = totalIters ?? Math.max(1, epochs);
    return {
      at: ({ epoch }) => ({
        learningRate: baseLearningRate * (1 - Math.min(epoch, length) / length) ** power,
      }),
    };
  },
});
