/** Golden numbers to tensors on the current device, and back. */
import * as tf from "@tensorflow/tfjs-core";
import { flatten, shapeOf, type Nested } from "./nested";

export function tensorOf(value: Nested): tf.Tensor {
  return tf.tensor(flatten(value), shapeOf(value), "float32");
}

/** Reads a tensor and disposes of it. */
export async function numbersOf(tensor: tf.Tensor): Promise<Float32Array> {
  try {
    return await tensor.data<"float32">();
  } finally {
    tensor.dispose();
  }
}
