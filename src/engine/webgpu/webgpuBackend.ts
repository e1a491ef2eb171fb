/** TensorFlow.js's WebGPU backend, which owns the device. */
import * as tf from "@tensorflow/tfjs-core";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { hardware, targetOf, type Target } from "./target";

/** Throws where TensorFlow.js runs on another backend. */
export function webgpuBackend(): WebGPUBackend {
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend)) throw new Error("TensorFlow.js does not run on WebGPU.");
  return backend;
}

/** Of the device that TensorFlow.js runs on; of a real GPU's where that is none. */
export function currentTarget(): Target {
  const backend = tf.backend();
  return backend instanceof WebGPUBackend ? targetOf(backend.device) : hardware;
}
