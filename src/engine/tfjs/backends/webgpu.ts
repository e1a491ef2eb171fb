/** TensorFlow.js on WebGPU. */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-webgpu";

/** Starts the backend; throws where no adapter is to be had. */
export async function startWebgpu(): Promise<void> {
  if (!(await tf.setBackend("webgpu"))) throw new Error("WebGPU did not start.");
  await tf.ready();
}
