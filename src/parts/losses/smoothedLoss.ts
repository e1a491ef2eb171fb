/** What the losses with class weights and label smoothing share. */
import * as tf from "@tensorflow/tfjs-core";
import type { Option } from "../../lib/part";
import type { LossContext, PerImageLoss } from "./loss";

export const labelSmoothing = {
  kind: "number",
  label: "Label smoothing",
  help: "How much of each label is spread over all classes. Tames overconfidence.",
  default: 0,
  min: 0,
  max: 1,
  step: 0.05,
} as const satisfies Option;

/**
 * Σ_i [(1−s)·w_y·ℓ_y + (s/K)·Σ_c w_c·ℓ_c] / Σ_i w_y, where `perClass` turns logits `[batch, classes]`
 * into ℓ of the same shape. This is the weighting of `torch.nn.CrossEntropyLoss`.
 */
export function smoothedLoss(
  { classCount, classWeights }: LossContext,
  smoothing: number,
  perClass: (logits: tf.Tensor2D) => tf.Tensor2D,
): PerImageLoss {
  return {
    kind: "perImage",
    each: (logits, labels) => {
      const targets = smoothedTargets(labels, classCount, smoothing);
      const shares = classWeights ? tf.mul(targets, tf.tensor1d([...classWeights])) : targets;
      return tf.sum(tf.mul(shares, perClass(logits)), 1);
    },
    denominator: (labels) =>
      classWeights ? labels.reduce((sum, label) => sum + classWeights[label]!, 0) : labels.length,
  };
}

/** `[batch, classes]`: 1 − s + s/K at the label, s/K elsewhere. */
function smoothedTargets(labels: tf.Tensor1D, classCount: number, smoothing: number): tf.Tensor {
  const oneHot = tf.cast(tf.oneHot(labels, classCount), "float32");
  if (smoothing === 0) return oneHot;
  return tf.add(tf.mul(oneHot, 1 - smoothing), smoothing / classCount);
}
