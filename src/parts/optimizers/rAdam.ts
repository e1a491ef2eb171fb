/** Rectified Adam, as `torch.optim.RAdam`. https://arxiv.org/abs/1908.03265 */
import { momentOptions } from "./momentOptions";
import { optimizer, type Optimizer } from "./optimizer";
import { runningMean } from "./runningMean";
import { learningRate, weightDecay } from "./sharedOptions";
import { coupledDecay } from "./weightDecay";

type Coefficient = "beta1" | "newGradient" | "stepSize" | "rootShare" | "added" | "decay";

/**
 * Adam's step times the rectification, once the mean of the squared gradient is worth more than 5
 * gradients; until then the mean of the gradient alone: the denominator `rootShare·√v + added` is 1.
 */
export const rAdam = optimizer({
  label: "RAdam",
  help: "Adam with a warm-up of its own: it waits until its means are worth something.",
  options: {
    learningRate: learningRate(0.001),
    ...momentOptions,
    weightDecay: weightDecay(0, "Added to the gradient: pulls weights towards 0."),
  },
  build: (options): Optimizer<"exp_avg" | "exp_avg_sq", Coefficient> => {
    const decay = coupledDecay(options.weightDecay);
    return {
      slots: ["exp_avg", "exp_avg_sq"],
      hasMomentum: true,
      coefficients: (context) => {
        const { step, learningRate, momentum: beta1 = options.beta1 } = context;
        const unbiased = learningRate / (1 - beta1 ** step);
        const rectification = rectificationOf(step, options.beta2);
        const shared = { beta1, newGradient: 1 - beta1, decay: decay.coefficient(context) };
        if (rectification === null)
          return { ...shared, stepSize: unbiased, rootShare: 0, added: 1 };
        const rootCorrection = Math.sqrt(1 - options.beta2 ** step);
        return {
          ...shared,
          stepSize: unbiased * rootCorrection * rectification,
          rootShare: 1,
          added: options.epsilon,
        };
      },
      update: (math, input) => {
        const { parameter, slots, coefficients: at } = input;
        const gradient = decay.addTo(math, input);
        const mean = math.add(
          math.multiply(slots.exp_avg, at.beta1),
          math.multiply(gradient, at.newGradient),
        );
        const squared = math.multiply(gradient, gradient);
        const square = runningMean(math, slots.exp_avg_sq, squared, options.beta2);
        const root = math.multiply(math.squareRoot(square), at.rootShare);
        const step = math.divide(math.multiply(mean, at.stepSize), math.add(root, at.added));
        return {
          parameter: math.subtract(parameter, step),
          slots: { exp_avg: mean, exp_avg_sq: square },
        };
      },
    };
  },
});

/** What Adam's step is multiplied by, or null while the squared gradients are too few for it. */
function rectificationOf(step: number, beta2: number): number | null {
  const longest = 2 / (1 - beta2) - 1;
  const length = longest - (2 * step * beta2 ** step) / (1 - beta2 ** step);
  if (length <= 5) return null;
  return Math.sqrt(
    ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length),
  );
}
