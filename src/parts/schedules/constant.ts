/** One rate throughout, or a lower one for the first epochs, as `torch.optim.lr_scheduler.ConstantLR`. */
import { schedule } from "./schedule";

export const constant = schedule({
  label: "ConstantLR",
  help: "The base rate throughout; with a factor below 1, less of it for the first epochs.",
  options: {
    factor: {
      kind: "number",
      label: "Factor",
      help: "Multiplies the base rate during the first epochs.",
      default: 1,
      min: 0,
      max: 1,
      step: 0.1,
    },
    totalIters: {
      kind: "integer",
      label: "Epochs with the factor",
      unit: "epochs",
      default: 5,
      min: 0,
      max: 10000,
    },
  },
  build: ({ factor, totalIters }, { baseLearningRate }) => ({
    at: ({ epoch }) => ({
      learningRate: epoch < totalIters ? baseLearningRate * factor : baseLearningRate,
    }),
  }),
});
