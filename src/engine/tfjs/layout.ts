/**
 * PyTorch's layouts and TensorFlow.js's: convolutions `[out, in, height, width]` ↔
 * `[height, width, in, out]`, linear `[out, in]` ↔ `[in, out]`; everything else is the same in both.
 */
import * as tf from "@tensorflow/tfjs-core";

const toTfjs: Record<number, number[]> = { 4: [2, 3, 1, 0], 2: [1, 0] };
const toTorch: Record<number, number[]> = { 4: [3, 2, 0, 1], 2: [1, 0] };

/** From values in PyTorch's layout of `shape` to a tensor in TensorFlow.js's, kept. */
export function tensorFromTorch(values: Float32Array, shape: readonly number[]): tf.Tensor {
  return tf.keep(
    tf.tidy(() => {
      // A copy: a backend may hold on to the array that it is given.
      const tensor = tf.tensor(values.slice(), [...shape], "float32");
      const order = toTfjs[shape.length];
      return order ? tf.transpose(tensor, order) : tensor;
    }),
  );
}

/** The values of a tensor in PyTorch's layout; waits for the device. */
export async function torchValues(tensor: tf.Tensor): Promise<Float32Array> {
  const order = toTorch[tensor.rank];
  const turned = order ? tf.transpose(tensor, order) : tensor;
  try {
    return (await turned.data<"float32">()).slice();
  } finally {
    if (order) turned.dispose();
  }
}
