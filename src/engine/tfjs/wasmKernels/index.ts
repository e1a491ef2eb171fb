/** The kernels that training needs and tfjs-backend-wasm 4.22 lacks, has only as slow loops, or has wrong. */
import * as tf from "@tensorflow/tfjs-core";
import { batchMatMulWithTransposes } from "./batchMatMul";
import { conv2dBackpropFilter } from "./conv2dBackpropFilter";
import { conv2dBackpropInput } from "./conv2dBackpropInput";
import { depthwiseBackpropFilter, depthwiseBackpropInput } from "./depthwiseBackprop";
import { maxPoolGrad } from "./maxPoolGrad";

/** To be called once, after tfjs-backend-wasm has registered its own. */
export function registerWasmKernels(): void {
  const batchMatMul = batchMatMulWithTransposes(tf.getKernel(tf.BatchMatMul, "wasm"));
  for (const kernel of [
    batchMatMul,
    conv2dBackpropFilter,
    conv2dBackpropInput,
    depthwiseBackpropFilter,
    depthwiseBackpropInput,
    maxPoolGrad,
  ]) {
    if (tf.getKernelsForBackend("wasm").some(({ kernelName }) => kernelName === kernel.kernelName))
      tf.unregisterKernel(kernel.kernelName, "wasm");
    tf.registerKernel(kernel);
  }
}
