/** TensorFlow.js on WebGL. */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-webgl";

export async function startWebgl(): Promise<void> {
  // Packed elementwise kernels leave numbers in the padding of odd shapes (sigmoid leaves 0.5, + 1
  // leaves 1), and the packed matMul multiplies that padding where the shared extent is odd: wrong
  // gradients for an odd batch or number of classes, without a word. Unpacked kernels have no padding.
  tf.env().set("WEBGL_PACK_UNARY_OPERATIONS", false);
  tf.env().set("WEBGL_PACK_BINARY_OPERATIONS", false);
  if (!(await tf.setBackend("webgl"))) throw new Error("WebGL did not start.");
  await tf.ready();
}
