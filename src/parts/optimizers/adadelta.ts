/** Adadelta, as `torch.optim.Adadelta`. https://arxiv.org/abs/1212.5701 */
import { optimizer, type Optimizer } from "./optimizer";
import { runningMean } from "./runningMean";
import { learningRate, weightDecay } from "./sharedOptions";
import { coupledDecay } from "./weightDecay";

/** ε is inside both roots, and the denominator's mean already holds this step's gradient. */
export const adadelta = optimizer({
  label: "Adadelta",
  help: "Sizes each step by the steps before it; the rate is a mere factor, usually 1.",
  options: {
    learningRate: learningRate(1),
    rho: {
      kind: "number",
      label: "ρ",
      help: "How long the means of squared gradients and steps remember.",
      default: 0.9,
      min: 0,
      max: 1,
      exclusiveMax: true,
      step: 0.01,
    },
    epsilon: {
      kind: "number",
      label: "ε",
      help: "Added inside both roots; it sets the size of the first steps.",
      default: 1e-6,
      min: 0,
      exclusiveMin: true,
      max: 1,
    },
    weightDecay: weightDecay(0, "Added to the gradient: pulls weights towards 0."),
  },
  build: ({
    rho,
    epsilon,
    weightDecay,
  }): Optimizer<"square_avg" | "acc_delta", "rate" | "decay"> => {
    const decay = coupledDecay(weightDecay);
    return {
      slots: ["square_avg", "acc_delta"],
      hasMomentum: false,
      coefficients: (context) => ({
        rate: context.learningRate,
        decay: decay.coefficient(context),
      }),
      update: (math, at) => {
        const { parameter, slots, coefficients } = at;
        const gradient = decay.addTo(math, at);
        const square = runningMean(math, slots.square_avg, math.multiply(gradient, gradient), rho);
        const lastSteps = math.squareRoot(math.add(slots.acc_delta, epsilon));
        const gradients = math.squareRoot(math.add(square, epsilon));
        const step = math.multiply(math.divide(lastSteps, gradients), gradient);
        const steps = runningMean(math, slots.acc_delta, math.multiply(step, step), rho);
        return {
          parameter: math.subtract(parameter, math.multiply(step, coefficients.rate)),
          slots: { square_avg: square, acc_delta: steps },
        };
      },
    };
  },
});
