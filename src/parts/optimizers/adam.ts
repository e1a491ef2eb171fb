/** Adam with coupled weight decay, as `torch.optim.Adam`. https://arxiv.org/abs/1412.6980 */
import { adamOptimizer, adamOptions } from "./adamOptimizer";
import { optimizer } from "./optimizer";
import { learningRate, weightDecay } from "./sharedOptions";

export const adam = optimizer({
  label: "Adam",
  help: "Scales each weight's step by its own gradients; works with little tuning.",
  options: {
    learningRate: learningRate(0.001),
    ...adamOptions,
    weightDecay: weightDecay(0, "Added to the gradient, and so scaled by Adam. AdamW does better."),
  },
  build: (options) => adamOptimizer(options, "coupled"),
});
