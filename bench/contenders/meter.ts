/** Counts what WebGPU and WebAssembly are asked for, whoever asks. Installed before any library loads. */

interface Meter {
  /** Compute dispatches since the beginning. */
  dispatches: number;
  /** Bytes of GPU buffers that exist, and the most that ever did at once. */
  gpuBytes: number;
  peakGpuBytes: number;
  memories: WebAssembly.Memory[];
}

export const meter: Meter = { dispatches: 0, gpuBytes: 0, peakGpuBytes: 0, memories: [] };

/** Of buffers and memories; null where there are none. WebAssembly's memories never shrink. */
export function meteredPeakBytes(): number | null {
  const wasmBytes = meter.memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  return meter.peakGpuBytes + wasmBytes || null;
}

let isInstalled = false;

/** Once for all libraries of a process: what is counted twice would be wrong. */
export function installMeter(): void {
  if (isInstalled) return;
  isInstalled = true;
  countMemories();
  if (typeof GPUDevice !== "undefined") countGpu();
}

function countGpu(): void {
  const pass = GPUComputePassEncoder.prototype;
  const { dispatchWorkgroups, dispatchWorkgroupsIndirect } = pass;
  pass.dispatchWorkgroups = function (...extent) {
    meter.dispatches++;
    dispatchWorkgroups.apply(this, extent);
  };
  pass.dispatchWorkgroupsIndirect = function (...place) {
    meter.dispatches++;
    dispatchWorkgroupsIndirect.apply(this, place);
  };
  const { createBuffer } = GPUDevice.prototype;
  const { destroy } = GPUBuffer.prototype;
  const sizes = new WeakMap<GPUBuffer, number>();
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    sizes.set(buffer, descriptor.size);
    meter.gpuBytes += descriptor.size;
    meter.peakGpuBytes = Math.max(meter.peakGpuBytes, meter.gpuBytes);
    return buffer;
  };
  GPUBuffer.prototype.destroy = function () {
    // A buffer may be destroyed twice.
    meter.gpuBytes -= sizes.get(this) ?? 0;
    sizes.delete(this);
    destroy.call(this);
  };
}

function countMemories(): void {
  WebAssembly.Memory = class extends WebAssembly.Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      meter.memories.push(this);
    }
  };
}
