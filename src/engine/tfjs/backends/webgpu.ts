/** TensorFlow.js on WebGPU. */
import * as tf from "@tensorflow/tfjs-core";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { reportFault, watchDevice } from "../../fault";

const NAME = "webgpu";
let isLost = false;

/** Starts the backend, on a new device where its own was lost; throws where no adapter is to be had. */
export async function startWebgpu(): Promise<void> {
  if (isLost) forgetBackend();
  if (!(await tf.setBackend(NAME))) throw new Error("WebGPU did not start.");
  await tf.ready();
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend)) throw new Error("WebGPU did not start.");
  const { device } = backend;
  device.onuncapturederror = ({ error }) => reportFault(error.message);
  const lost = new Promise<void>((resolve) => {
    void device.lost.then(({ reason, message }) => {
      if (reason === "destroyed") return;
      // A lost device answers every read with zeros.
      reportFault(message || "The GPU was lost.");
      isLost = true;
      resolve();
    });
  });
  watchDevice(lost);
}

/** TensorFlow.js would go on with the device that is gone. */
function forgetBackend(): void {
  const factory = tf.findBackendFactory(NAME);
  tf.removeBackend(NAME);
  tf.registerBackend(NAME, factory);
  isLost = false;
}
