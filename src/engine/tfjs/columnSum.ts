/** Sums over all axes but the last, as a product with ones: tfjs-wasm's own reduction transposes first. */
import * as tf from "@tensorflow/tfjs-core";

/** `[…, channels]` → `[channels]`. */
export function columnSum(x: tf.Tensor): tf.Tensor1D {
  const channels = x.shape.at(-1)!;
  const rows = x.size / channels;
  return tf.reshape(tf.matMul(tf.ones([1, rows]), tf.reshape(x, [rows, channels])), [channels]);
}

/** `[…, channels]` → `[channels]`. */
export function columnMean(x: tf.Tensor): tf.Tensor1D {
  return tf.mul(columnSum(x), x.shape.at(-1)! / x.size);
}
