/** The rate falls by a factor every few epochs, as `torch.optim.lr_scheduler.StepLR`. */
import { gamma } from "./gamma";
import { schedule } from "./schedule";

export const step = schedule({
  label: "StepLR",
  help: "Multiplies the rate by γ every few epochs.",
  options: {
    stepSize: {
      kind: "integer",
      label: "Step size",
      unit: "epochs",
      help: "How many epochs the rate stays the same.",
      default: 5,
      min: 1,
      max: 10000,
    },
    gamma: gamma(0.1, "What the rate is multiplied by at each step."),
  },
  build: ({ stepSize, gamma }, { baseLearningRate }) => ({
    at: ({ epoch }) => ({ learningRate: baseLearningRate * gamma ** Math.floor(epoch / stepSize) }),
  }),
});
