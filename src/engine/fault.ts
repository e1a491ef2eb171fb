/**
 * A fault of the device that TensorFlow.js does not throw: after a WebGPU validation error the
 * results are stale buffers that look right, so whoever reads results asks here first.
 */
let fault: string | null = null;

export function reportFault(message: string): void {
  fault ??= message;
}

/** For a device that has just been started. */
export function clearFault(): void {
  fault = null;
}

/** Throws where results can't be trusted any more. */
export function throwOnFault(): void {
  if (fault !== null) throw new Error(`The GPU reported an error: ${fault}`);
}
