/** Clipping of gradients, as `torch.nn.utils.clip_grad_norm_` and `clip_grad_value_`. */
import * as tf from "@tensorflow/tfjs-core";

/**
 * Multiplies every gradient by min(1, maxNorm / (norm + 1e-6)). Returns new tensors and the norm
 * before clipping; a NaN anywhere makes all of them NaN, as in PyTorch.
 */
export function clipGradientNorm(
  gradients: readonly tf.Tensor[],
  maxNorm: number,
  power = 2,
): { gradients: tf.Tensor[]; norm: tf.Scalar } {
  const norm = normOf(gradients, power);
  const quotient = tf.div(maxNorm, tf.add(norm, 1e-6));
  // Not `minimum`: backends differ in what it makes of NaN.
  const coefficient = tf.where(tf.greater(quotient, 1), tf.onesLike(quotient), quotient);
  return { gradients: gradients.map((gradient) => tf.mul(gradient, coefficient)), norm };
}

/** (Σ |g|^power)^(1/power) over all numbers of all gradients; the largest |g| for Infinity. */
function normOf(gradients: readonly tf.Tensor[], power: number): tf.Scalar {
  // Not `addN`: in tfjs-webgpu 4.22 it needs one buffer an input, more than a device has.
  const sumOf = (each: (gradient: tf.Tensor) => tf.Tensor) =>
    gradients
      .map((gradient) => tf.sum<tf.Scalar>(each(gradient)))
      .reduce((sum, one) => tf.add(sum, one));
  if (power === 2) return tf.sqrt(sumOf((gradient) => tf.square(gradient)));
  const norm: tf.Scalar = Number.isFinite(power)
    ? tf.pow(
        sumOf((gradient) => tf.pow(tf.abs(gradient), power)),
        1 / power,
      )
    : gradients
        .map((gradient) => tf.max<tf.Scalar>(tf.abs(gradient)))
        .reduce((a, b) => tf.maximum(a, b));
  // Backends differ in what `pow` and `max` make of NaN; a sum keeps it.
  const sum = sumOf((gradient) => tf.abs(gradient));
  return tf.where(tf.isNaN(sum), sum, norm);
}

/** Each number limited to −maxValue … maxValue; NaN stays NaN. Returns new tensors. */
export function clipGradientValue(gradients: readonly tf.Tensor[], maxValue: number): tf.Tensor[] {
  // Not `clipByValue`: backends differ in what it makes of NaN.
  const limit = (gradient: tf.Tensor) => {
    const limited = tf.mul(tf.sign(gradient), maxValue);
    return tf.where(tf.greater(tf.abs(gradient), maxValue), limited, gradient);
  };
  return gradients.map((gradient) => tf.tidy(() => limit(gradient)));
}
