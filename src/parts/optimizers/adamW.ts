/** Adam with decoupled weight decay, as `torch.optim.AdamW`. https://arxiv.org/abs/1711.05101 */
import { adamOptimizer, adamOptions } from "./adamOptimizer";
import { optimizer } from "./optimizer";
import { learningRate, weightDecay } from "./sharedOptions";

export const adamW = optimizer({
  label: "AdamW",
  help: "Adam whose weight decay acts on the weights directly. A good first choice.",
  options: {
    learningRate: learningRate(0.001),
    ...adamOptions,
    weightDecay: weightDecay(0.01, "Each step first shrinks the weights by rate × decay."),
  },
  build: (options) => adamOptimizer(options, "decoupled"),
});
