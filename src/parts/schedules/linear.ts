/** The rate goes from one factor to another in a line, as `torch.optim.lr_scheduler.LinearLR`. */
import { schedule } from "./schedule";

export const linear = schedule({
  label: "LinearLR",
  help: "Goes in a line from one factor of the base rate to another, then stays.",
  options: {
    startFactor: {
      kind: "number",
      label: "Start factor",
      help: "What the base rate is multiplied by in the first epoch.",
      default: 1 / 3,
      min: 0,
      exclusiveMin: true,
      max: 1,
      step: 0.1,
    },
    endFactor: {
      kind: "number",
      label: "End factor",
      help: "What the base rate is multiplied by at the end of the line.",
      default: 1,
      min: 0,
      max: 1,
      step: 0.1,
    },
    totalIters: {
      kind: "integer",
      label: "Length of the line",
      unit: "epochs",
      default: 5,
      min: 1,
      max: 10000,
    },
  },
  build: ({ startFactor, endFactor, totalIters }, { baseLearningRate }) => ({
    at: ({ epoch }) => {
      const way = Math.min(epoch, totalIters) / totalIters;
      return { learningRate: baseLearningRate * (startFactor + (endFactor - startFactor) * way) };
    },
  }),
});
