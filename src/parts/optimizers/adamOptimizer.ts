/** What Adam and AdamW share: all but where the weight decay acts. https://arxiv.org/abs/1412.6980 */
import type { Options } from "../../lib/part";
import { momentOptions } from "./momentOptions";
import { onlySlots } from "./onlySlots";
import type { Optimizer } from "./optimizer";
import { runningMean } from "./runningMean";
import { coupledDecay, decayAt } from "./weightDecay";

export const adamOptions = {
  ...momentOptions,
  amsgrad: {
    kind: "boolean",
    label: "AMSGrad",
    help: "Divides by the largest mean of the squared gradient so far.",
    default: false,
  },
} as const satisfies Options;

interface AdamOptions {
  beta1: number;
  beta2: number;
  epsilon: number;
  amsgrad: boolean;
  weightDecay: number;
}

type Slot = "exp_avg" | "exp_avg_sq" | "max_exp_avg_sq";
type Coefficient = "beta1" | "newGradient" | "stepSize" | "rootCorrection" | "kept" | "decay";

/**
 * `p − rate/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε)`. Coupled decay is added to the gradient; decoupled
 * decay first multiplies the parameter by `1 − rate · decay`. A schedule that cycles the momentum
 * replaces β₁, in the bias correction too, as PyTorch does.
 */
export function adamOptimizer(
  options: AdamOptions,
  decay: "coupled" | "decoupled",
): Optimizer<Slot, Coefficient> {
  const { beta2, epsilon, amsgrad } = options;
  const coupled = coupledDecay(decay === "coupled" ? options.weightDecay : 0);
  const decoupled = decay === "decoupled" ? options.weightDecay : 0;
  const names: Slot[] = ["exp_avg", "exp_avg_sq"];
  if (amsgrad) names.push("max_exp_avg_sq");
  return {
    slots: names,
    hasMomentum: true,
    coefficients: (context) => {
      const { step, learningRate, momentum: beta1 = options.beta1 } = context;
      return {
        beta1,
        newGradient: 1 - beta1,
        stepSize: learningRate / (1 - beta1 ** step),
        rootCorrection: Math.sqrt(1 - beta2 ** step),
        kept: 1 - learningRate * decayAt(decoupled, context),
        decay: coupled.coefficient(context),
      };
    },
    update: (math, input) => {
      const { parameter, slots, coefficients: at } = input;
      const gradient = coupled.addTo(math, input);
      const mean = math.add(
        math.multiply(slots.exp_avg, at.beta1),
        math.multiply(gradient, at.newGradient),
      );
      const squared = math.multiply(gradient, gradient);
      const square = runningMean(math, slots.exp_avg_sq, squared, beta2);
      const largest = amsgrad ? math.maximum(slots.max_exp_avg_sq, square) : square;
      const root = math.divide(math.squareRoot(largest), at.rootCorrection);
      const step = math.divide(math.multiply(mean, at.stepSize), math.add(root, epsilon));
      const kept = decoupled === 0 ? parameter : math.multiply(parameter, at.kept);
      const memory = { exp_avg: mean, exp_avg_sq: square, max_exp_avg_sq: largest };
      return { parameter: math.subtract(kept, step), slots: onlySlots(names, memory) };
    },
  };
}
