/** The rate falls by a factor every epoch, as `torch.optim.lr_scheduler.ExponentialLR`. */
import { gamma } from "./gamma";
import { schedule } from "./schedule";

export const exponential = schedule({
  label: "ExponentialLR",
  help: "Multiplies the rate by γ after every epoch.",
  options: { gamma: gamma(0.9, "What the rate is multiplied by after each epoch.") },
  build: ({ gamma }, { baseLearningRate }) => ({
    at: ({ epoch }) => ({ learningRate: baseLearningRate * gamma ** epoch }),
  }),
});
