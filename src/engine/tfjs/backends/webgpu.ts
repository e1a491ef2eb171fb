/** TensorFlow.js on WebGPU. */
import * as tf from "@tensorflow/tfjs-core";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { reportFault } from "../../fault";

/** Starts the backend; throws where no adapter is to be had. */
export async function startWebgpu(): Promise<void> {
  if (!(await tf.setBackend("webgpu"))) throw new Error("WebGPU did not start.");
  await tf.ready();
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend)) throw new Error("WebGPU did not start.");
  const { device } = backend;
  // A lost device answers every read with zeros.
  void device.lost.then(({ reason, message }) => {
    if (reason !== "destroyed") reportFault(message || "The GPU was lost.");
  });
  device.onuncapturederror = ({ error }) => reportFault(error.message);
}
