/** TensorFlow.js in plain JavaScript: slow, and there everywhere. */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";

export async function startCpu(): Promise<void> {
  if (!(await tf.setBackend("cpu"))) throw new Error("TensorFlow.js did not start.");
  await tf.ready();
}
