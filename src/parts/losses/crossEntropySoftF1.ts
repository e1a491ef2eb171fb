/** A mix of cross entropy and soft F1. */
import * as tf from "@tensorflow/tfjs-core";
import { negativeLogLikelihood } from "./crossEntropy";
import { loss } from "./loss";
import { labelSmoothing, smoothedLoss } from "./smoothedLoss";
import { softF1Epsilon, softF1Of } from "./softF1";
import { truthOf } from "./targets";

/** shareₐ · cross entropy (its weighted mean over the batch) + shareᵦ · soft F1. */
export const crossEntropySoftF1 = loss({
  label: "Cross entropy + soft F1",
  help: "Cross entropy's steady gradient with the aim of a high macro-F1.",
  options: {
    crossEntropyShare: {
      kind: "number",
      label: "Cross entropy's share",
      default: 0.3,
      min: 0,
      max: 100,
      step: 0.1,
    },
    softF1Share: {
      kind: "number",
      label: "Soft F1's share",
      default: 0.7,
      min: 0,
      max: 100,
      step: 0.1,
    },
    labelSmoothing,
    epsilon: softF1Epsilon,
  },
  check: ({ crossEntropyShare, softF1Share }) =>
    crossEntropyShare === 0 && softF1Share === 0
      ? { option: "softF1Share", message: "One of the two shares must be greater than 0." }
      : null,
  build: ({ crossEntropyShare, softF1Share, labelSmoothing, epsilon }, context) => {
    const { classCount } = context;
    const crossEntropy = smoothedLoss(context, labelSmoothing, negativeLogLikelihood);
    return {
      kind: "perBatch",
      /** Of each image: its truth, then cross entropy's shares, divided already. */
      shares: (targets) => {
        const truth = truthOf(targets, classCount);
        const denominator = crossEntropy.denominator(targets);
        const shares = crossEntropy.shares(targets);
        const both = new Float32Array(2 * truth.length);
        for (let start = 0; start < truth.length; start += classCount) {
          const end = start + classCount;
          both.set(truth.subarray(start, end), 2 * start);
          both.set(
            shares.subarray(start, end).map((share) => share / denominator),
            2 * start + classCount,
          );
        }
        return both;
      },
      value: (logits, both) => {
        const [truth, shares] = tf.split(both, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
        return tf.add<tf.Scalar>(
          tf.mul(tf.sum(crossEntropy.each(logits, shares)), crossEntropyShare),
          tf.mul(softF1Of(logits, truth, epsilon), softF1Share),
        );
      },
    };
  },
});
