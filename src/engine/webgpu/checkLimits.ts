/** Says before training starts what the device is too small for. */
import { LimitError } from "../limitError";
import type { Program } from "../plan/program";
import { checkSize } from "./createBuffer";
import { gridOf } from "./gridOf";
import type { Kernel } from "./kernel";
import { workgroupSizeOf } from "./shaderSource";

export function checkTensors({ tensors }: Program, limits: GPUSupportedLimits): void {
  const largest = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  for (const { label, size } of tensors) checkSize(label, size * 4, largest);
}

export function checkKernels(kernels: readonly Kernel[], limits: GPUSupportedLimits): void {
  for (const kernel of kernels) {
    const { label, threads, bindings } = kernel;
    if (bindings.length > limits.maxStorageBuffersPerShaderStage)
      throw new LimitError(
        `Kernel "${label}" takes ${bindings.length} buffers, and this GPU has ${limits.maxStorageBuffersPerShaderStage}. Use another engine.`,
      );
    gridOf(threads, workgroupSizeOf(kernel), limits.maxComputeWorkgroupsPerDimension, label);
  }
}
