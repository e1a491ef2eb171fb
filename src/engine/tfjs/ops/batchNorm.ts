/**
 * Batch normalisation on `[batch, height, width, channels]`, as `torch.nn.BatchNorm2d`: train mode
 * normalises with the biased batch variance and keeps the unbiased one; the gradient is the closed form.
 */
import * as tf from "@tensorflow/tfjs-core";
import { columnMean, columnSum } from "../columnSum";

export interface BatchStatistics {
  /** `[channels]` */
  mean: tf.Tensor1D;
  /** `[channels]`, divided by n − 1. */
  unbiasedVariance: tf.Tensor1D;
}

/**
 * Train mode. Returns the output and this batch's statistics, which the caller disposes of.
 * Throws where a channel has a single value, as PyTorch does: it has no variance.
 */
export function batchNormTrain(
  x: tf.Tensor4D,
  weight: tf.Tensor1D,
  bias: tf.Tensor1D,
  epsilon: number,
): { output: tf.Tensor4D; statistics: BatchStatistics } {
  const count = x.size / x.shape[3];
  if (count === 1)
    throw new Error(
      "BatchNorm needs more than one value per channel in training: use larger images or batches.",
    );
  let statistics: BatchStatistics | undefined;
  const normalize = tf.customGrad((...inputs) => {
    const [x, weight, bias, save] = inputs as unknown as [
      tf.Tensor4D,
      tf.Tensor1D,
      tf.Tensor1D,
      tf.GradSaveFunc,
    ];
    const mean = columnMean(x);
    const centered = tf.sub(x, mean);
    const variance = columnMean(tf.square(centered));
    const inverseDeviation = tf.rsqrt(tf.add(variance, epsilon));
    statistics = {
      mean: tf.keep(mean.clone()),
      unbiasedVariance: tf.keep(tf.mul(variance, count / (count - 1))),
    };
    const value = tf.add(tf.mul(centered, tf.mul(inverseDeviation, weight)), bias);
    save([centered, inverseDeviation, weight]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [centered, inverseDeviation, weight] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const biasGradient = columnSum(dy);
        const weightGradient = tf.mul(columnSum(tf.mul(dy, centered)), inverseDeviation);
        // dx = w/σ · (dy − mean(dy) − x̂ · mean(dy·x̂))
        const projection = tf.mul(tf.mul(weightGradient, inverseDeviation), 1 / count);
        const inner = tf.sub(
          tf.sub(dy, tf.mul(biasGradient, 1 / count)),
          tf.mul(centered, projection),
        );
        const inputGradient = tf.mul(inner, tf.mul(inverseDeviation, weight));
        return [inputGradient, weightGradient, biasGradient];
      },
    };
  });
  const output = normalize(x, weight, bias) as tf.Tensor4D;
  return { output, statistics: statistics! };
}

/** Eval mode: the running statistics, as an affine map per channel. */
export function batchNormEval(
  x: tf.Tensor4D,
  weight: tf.Tensor1D,
  bias: tf.Tensor1D,
  runningMean: tf.Tensor1D,
  runningVariance: tf.Tensor1D,
  epsilon: number,
): tf.Tensor4D {
  const scale = tf.mul(weight, tf.rsqrt(tf.add(runningVariance, epsilon)));
  return tf.add(tf.mul(tf.sub(x, runningMean), scale), bias);
}

/** `(1 − momentum) · running + momentum · batch`, PyTorch's meaning of momentum. */
export function updateRunning<T extends tf.Tensor>(running: T, batch: T, momentum: number): T {
  return tf.tidy(() => tf.add(tf.mul(running, 1 - momentum), tf.mul(batch, momentum)));
}
