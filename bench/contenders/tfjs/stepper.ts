/** Stock TensorFlow.js under measurement, and the best that its WebAssembly backend can be made to do. */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { registerWasmKernels } from "../../../src/engine/tfjs/wasmKernels";
import { LEARNING_RATE, makeInputs, type Job, type Stepper } from "../stepper";
import { closedFormBatchNorm, stockBatchNorm } from "./batchNorm";
import { depthwiseBackpropFilter, depthwiseBackpropInput } from "./depthwiseGradients";
import { buildNetwork } from "./network";

/**
 * "composed": tfjs-backend-wasm with the gradient kernels that it lacks composed from those that it
 * has, and BatchNorm's gradient in closed form: what can be had without a GPU without leaving it.
 */
export const tfjsSetups = ["webgpu", "webgl", "wasm", "composed"] as const;
export type TfjsSetup = (typeof tfjsSetups)[number];

/** The setup's backend has to be running. */
export function tfjsStepper(setup: TfjsSetup, job: Job): Stepper {
  const { imageSizePx, channels } = job.model;
  if (setup === "composed") registerComposedGradients();
  const network = buildNetwork(
    job.model,
    setup === "composed" ? closedFormBatchNorm : stockBatchNorm,
  );
  const { pixels, labels } = makeInputs(job);
  const shape = [job.batch, imageSizePx, imageSizePx, channels];
  const images = tf.tidy(() =>
    tf.sub(tf.mul(tf.tensor(Float32Array.from(pixels), shape), 4 / 255), 2),
  );
  const targets = tf.tidy(() => tf.oneHot(tf.tensor1d(labels, "int32"), job.model.classCount));
  const optimizer = tf.train.adam(LEARNING_RATE, 0.9, 0.999, 1e-8);
  const loss = () => {
    const logits = network.logits(images);
    return tf.neg<tf.Scalar>(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1)));
  };
  const step = () => optimizer.minimize(loss, true)!;
  let last: tf.Scalar | null = null;
  return {
    // On WebGPU the dispatches themselves are counted.
    dispatches: setup === "webgpu" ? undefined : () => countKernels(step),
    step() {
      last?.dispose();
      last = step();
    },
    async finish() {
      const [value] = await last!.data();
      return value!;
    },
  };
}

function registerComposedGradients(): void {
  registerWasmKernels();
  for (const kernel of [depthwiseBackpropFilter, depthwiseBackpropInput]) {
    if (tf.getKernelsForBackend("wasm").some((it) => it.kernelName === kernel.kernelName))
      tf.unregisterKernel(kernel.kernelName, "wasm");
    tf.registerKernel(kernel);
  }
}

/** The kernels that run, those that others are composed of too. */
function countKernels(step: () => tf.Scalar): number {
  let count = 0;
  const kernels = tf.getKernelsForBackend(tf.getBackend());
  const originals = kernels.map(({ kernelFunc }) => kernelFunc);
  kernels.forEach((kernel, i) => {
    kernel.kernelFunc = (params) => {
      count++;
      return originals[i]!(params);
    };
  });
  step().dispose();
  kernels.forEach((kernel, i) => (kernel.kernelFunc = originals[i]!));
  return count;
}
