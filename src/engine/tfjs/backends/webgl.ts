/** TensorFlow.js on WebGL. */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-webgl";

export async function startWebgl(): Promise<void> {
  if (!(await tf.setBackend("webgl"))) throw new Error("WebGL did not start.");
  await tf.ready();
}
