/**
 * A fault of the device that TensorFlow.js does not throw: after a WebGPU validation error the
 * results are stale buffers that look right, so whoever reads results asks here first.
 */
let fault: string | null = null;
/** Settles when the device is lost; null for one that can't be. */
let loss: Promise<unknown> | null = null;

/** How long after a failure the browser may take to say that it was the device's loss. */
const LOSS_TOLD_MS = 1000;

export function reportFault(message: string): void {
  fault ??= message;
}

/** For a device that is being started: it has no fault yet. `lost` settles when it is lost. */
export function watchDevice(lost: Promise<void> | null): void {
  fault = null;
  loss = lost;
}

/** Throws where results can't be trusted any more. */
export function throwOnFault(): void {
  if (fault !== null) throw new Error(`The GPU reported an error: ${fault}`);
}

/** After a failure: whether the device is gone, with all that was on it, so that it may be started anew. */
export async function isDeviceLost(): Promise<boolean> {
  if (!loss) return false;
  const notInTime = new Promise<boolean>((resolve) =>
    setTimeout(() => resolve(false), LOSS_TOLD_MS),
  );
  return Promise.race([loss.then(() => true), notInTime]);
}
