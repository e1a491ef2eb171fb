/** Focal loss: well-classified examples weigh less. https://arxiv.org/abs/1708.02002 */
import { negativeLogLikelihood } from "./crossEntropy";
import { loss } from "./loss";
import type { LossArithmetic, LossFormula } from "./lossFormula";
import { labelSmoothing, smoothedLoss } from "./smoothedLoss";

/**
 * Below it 1 − p counts as constant: where p rounds to 1, 0^(γ−1) would make the gradient NaN for
 * γ < 1. The limit is 0.
 */
export const SMALLEST_MISS = 1e-12;

/**
 * ℓ_c = −(1−p_c)^γ · log p_c over softmax probabilities, the mean weighted as cross entropy's, so that
 * γ = 0 is cross entropy exactly. Smoothed labels weigh the ℓ_c of all classes as cross entropy's
 * smoothing does; each class is damped by its own probability.
 */
export const focal = loss({
  label: "Focal",
  help: "For unbalanced classes: attends to images that are still wrong. γ = 0 is cross entropy.",
  options: {
    gamma: {
      kind: "number",
      label: "γ",
      help: "How strongly images that are already right are left aside.",
      default: 2,
      min: 0,
      max: 5,
      step: 0.5,
    },
    labelSmoothing,
  },
  build: ({ gamma, labelSmoothing }, context) =>
    smoothedLoss(
      context,
      labelSmoothing,
      gamma === 0 ? negativeLogLikelihood : focalFormula(gamma),
    ),
});

/** With m = 1 − p: ℓ = −m^γ · log p, and dℓ / d log p = γ · m^(γ−1) · p · log p − m^γ. */
function focalFormula(gamma: number): LossFormula {
  const missOf = <V>(math: LossArithmetic<V>, logProbability: V) =>
    math.maximum(math.negate(math.exponentialMinusOne(logProbability)), SMALLEST_MISS);
  return {
    value: (math, logProbability) =>
      math.negate(math.multiply(math.power(missOf(math, logProbability), gamma), logProbability)),
    slope: (math, logProbability) => {
      const miss = missOf(math, logProbability);
      const probability = math.exponential(logProbability);
      const damping = math.multiply(math.power(miss, gamma - 1), gamma);
      return math.add(
        math.multiply(math.multiply(damping, probability), logProbability),
        math.negate(math.power(miss, gamma)),
      );
    },
  };
}
