/** A function's value and gradients, for those who may not call TensorFlow.js's autodiff themselves. */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";

/**
 * The gradient of the function's sum, or of its product with `upstream` (of the value's shape), with
 * respect to each input. The caller disposes of value and gradients.
 */
export function differentiate<Value extends tf.Tensor>(
  run: (...inputs: tf.Tensor[]) => Value,
  inputs: tf.Tensor[],
  upstream?: Value,
): { value: Value; gradients: tf.Tensor[] } {
  const { value, grads } = tf.valueAndGrads(run)(inputs, upstream);
  return { value: value, gradients: grads };
}
