/** One minus the macro-F1 of softmax counts: the metric itself, made differentiable. */
import * as tf from "@tensorflow/tfjs-core";
import type { Option } from "../../lib/part";
import { loss } from "./loss";
import { truthOf } from "./targets";

export const softF1Epsilon = {
  kind: "number",
  label: "ε",
  help: "Keeps empty classes from dividing by 0.",
  default: 1e-7,
  min: 1e-12,
  max: 0.1,
} as const satisfies Option;

/** A batch's F1 is no sum over its images, so this loss refuses gradient accumulation. */
export const softF1 = loss({
  label: "Soft F1",
  help: "Trains for macro-F1 directly. Wants batches with several images of each class.",
  options: { epsilon: softF1Epsilon },
  build: ({ epsilon }, { classCount }) => ({
    kind: "perBatch",
    shares: (targets) => truthOf(targets, classCount),
    value: (logits, truth) => softF1Of(logits, truth, epsilon),
  }),
});

/** A scalar from logits and truth, both `[batch, classes]`; classes count alike. */
export function softF1Of(logits: tf.Tensor2D, truth: tf.Tensor2D, epsilon: number): tf.Scalar {
  // An image that is of no class is an ignored one.
  const isCounted = tf.cast(tf.greater(tf.sum(truth, 1, true), 0), "float32");
  const probability = tf.mul(tf.softmax(logits), isCounted);
  const hits = tf.sum(tf.mul(truth, probability), 0);
  const precision = tf.div(hits, tf.add(tf.sum(probability, 0), epsilon));
  const recall = tf.div(hits, tf.add(tf.sum(truth, 0), epsilon));
  const f1 = tf.div(
    tf.mul(tf.mul(precision, recall), 2),
    tf.add(tf.add(precision, recall), epsilon),
  );
  return tf.sub<tf.Scalar>(1, tf.mean(tf.clipByValue(f1, epsilon, 1 - epsilon)));
}
