/** A mix of cross entropy and soft F1. */
import * as tf from "@tensorflow/tfjs-core";
import { loss } from "./loss";
import { labelSmoothing, smoothedLoss } from "./smoothedLoss";
import { softF1Epsilon, softF1Of } from "./softF1";

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
    const { classCount, classWeights } = context;
    const crossEntropy = smoothedLoss(context, labelSmoothing, (logits) =>
      tf.neg(tf.logSoftmax(logits)),
    );
    const denominator = (labels: tf.Tensor1D) =>
      classWeights
        ? tf.sum(tf.gather(tf.tensor1d([...classWeights]), labels))
        : tf.scalar(labels.size);
    return {
      kind: "perBatch",
      value: (logits, labels) =>
        tf.add<tf.Scalar>(
          tf.mul(
            tf.div(tf.sum(crossEntropy.each(logits, labels)), denominator(labels)),
            crossEntropyShare,
          ),
          tf.mul(softF1Of(logits, labels, classCount, epsilon), softF1Share),
        ),
    };
  },
});
