/** Adam by the largest gradient, as `torch.optim.Adamax`. https://arxiv.org/abs/1412.6980 */
import { momentOptions } from "./momentOptions";
import { optimizer, type Optimizer } from "./optimizer";
import { learningRate, weightDecay } from "./sharedOptions";
import { coupledDecay } from "./weightDecay";

type Coefficient = "beta1" | "newGradient" | "stepSize" | "decay";

/** `p − rate/(1−β₁ᵗ) · m / u` with `u = max(β₂·u, |g| + ε)`, which is never 0. */
export const adamax = optimizer({
  label: "Adamax",
  help: "Adam that divides by the largest recent gradient instead of its mean size.",
  options: {
    learningRate: learningRate(0.002),
    beta1: momentOptions.beta1,
    beta2: { ...momentOptions.beta2, help: "How long the largest gradient is remembered." },
    epsilon: { ...momentOptions.epsilon, help: "Added to the gradient's size." },
    weightDecay: weightDecay(0, "Added to the gradient: pulls weights towards 0."),
  },
  build: (options): Optimizer<"exp_avg" | "exp_inf", Coefficient> => {
    const decay = coupledDecay(options.weightDecay);
    return {
      slots: ["exp_avg", "exp_inf"],
      hasMomentum: true,
      coefficients: (context) => {
        const { step, learningRate, momentum: beta1 = options.beta1 } = context;
        return {
          beta1,
          newGradient: 1 - beta1,
          stepSize: learningRate / (1 - beta1 ** step),
          decay: decay.coefficient(context),
        };
      },
      update: (math, input) => {
        const { parameter, slots, coefficients: at } = input;
        const gradient = decay.addTo(math, input);
        const mean = math.add(
          math.multiply(slots.exp_avg, at.beta1),
          math.multiply(gradient, at.newGradient),
        );
        const largest = math.maximum(
          math.multiply(slots.exp_inf, options.beta2),
          math.add(math.absolute(gradient), options.epsilon),
        );
        const step = math.divide(math.multiply(mean, at.stepSize), largest);
        return {
          parameter: math.subtract(parameter, step),
          slots: { exp_avg: mean, exp_inf: largest },
        };
      },
    };
  },
});
