/** Clipping by the global L2 norm, as `torch.nn.utils.clip_grad_norm_`. */
import * as tf from "@tensorflow/tfjs-core";

/**
 * Multiplies every gradient by min(1, maxNorm / (norm + 1e-6)). Returns new tensors and the norm
 * before clipping; a NaN anywhere makes all of them NaN, as in PyTorch.
 */
export function clipGradientNorm(
  gradients: readonly tf.Tensor[],
  maxNorm: number,
): { gradients: tf.Tensor[]; norm: tf.Scalar } {
  const squares = gradients.map((gradient) => tf.sum<tf.Scalar>(tf.square(gradient)));
  // Not `addN`: in tfjs-webgpu 4.22 it needs one buffer an input, more than a device has.
  const norm = tf.sqrt(squares.reduce((sum, square) => tf.add(sum, square)));
  const quotient = tf.div(maxNorm, tf.add(norm, 1e-6));
  // Not `minimum`: backends differ in what it makes of NaN.
  const coefficient = tf.where(tf.greater(quotient, 1), tf.onesLike(quotient), quotient);
  return { gradients: gradients.map((gradient) => tf.mul(gradient, coefficient)), norm };
}
