/** Focal loss: well-classified examples weigh less. https://arxiv.org/abs/1708.02002 */
import * as tf from "@tensorflow/tfjs-core";
import { loss } from "./loss";
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
    smoothedLoss(context, labelSmoothing, (logits) => {
      const logProbability = tf.logSoftmax(logits);
      if (gamma === 0) return tf.neg(logProbability);
      const miss = tf.maximum(tf.neg(tf.expm1(logProbability)), SMALLEST_MISS);
      return tf.neg(tf.mul(tf.pow(miss, gamma), logProbability));
    }),
});
