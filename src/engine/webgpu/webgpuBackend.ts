/** TensorFlow.js's WebGPU backend, which owns the device. */
import * as tf from "@tensorflow/tfjs-core";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";

/** Throws where TensorFlow.js runs on another backend. */
export function webgpuBackend(): WebGPUBackend {
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend)) throw new Error("TensorFlow.js does not run on WebGPU.");
  return backend;
}
