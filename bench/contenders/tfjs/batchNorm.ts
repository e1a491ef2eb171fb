/** Train-mode BatchNorm, as TensorFlow.js composes it and with its gradient in closed form. */
import * as tf from "@tensorflow/tfjs-core";
import { batchNormTrain } from "../../../src/engine/tfjs/ops/batchNorm";

export type TrainingBatchNorm = (
  x: tf.Tensor4D,
  weight: tf.Tensor1D,
  bias: tf.Tensor1D,
  epsilon: number,
) => { output: tf.Tensor4D; mean: tf.Tensor1D; variance: tf.Tensor1D };

/** What `tf.layers.batchNormalization` does in training: moments, then the fused op. */
export const stockBatchNorm: TrainingBatchNorm = (x, weight, bias, epsilon) => {
  const { mean, variance } = tf.moments(x, [0, 1, 2]) as {
    mean: tf.Tensor1D;
    variance: tf.Tensor1D;
  };
  return { output: tf.batchNorm4d(x, mean, variance, bias, weight, epsilon), mean, variance };
};

/** The reference engine's: one gradient in closed form, sums as products with ones. */
export const closedFormBatchNorm: TrainingBatchNorm = (x, weight, bias, epsilon) => {
  const { output, statistics } = batchNormTrain(x, weight, bias, epsilon);
  return { output, mean: statistics.mean, variance: statistics.unbiasedVariance };
};
