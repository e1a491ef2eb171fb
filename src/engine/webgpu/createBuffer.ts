import { LimitError } from "../limitError";

/** Makes a storage buffer, or says before training starts why the device can't have it. */
export function createBuffer(device: GPUDevice, label: string, bytes: number): GPUBuffer {
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  checkSize(label, bytes, maxBufferSize);
  // The parameters may be larger: the optimizer takes them in parts, layers one by one.
  if (!label.startsWith("flat ")) checkSize(label, bytes, maxStorageBufferBindingSize);
  return device.createBuffer({
    label,
    size: bytes,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
}

export function checkSize(label: string, bytes: number, limit: number): void {
  if (bytes <= limit) return;
  const inMebibytes = (value: number) => `${Math.ceil(value / 2 ** 20)} MiB`;
  throw new LimitError(
    `This GPU takes at most ${inMebibytes(limit)} at a time, and "${label}" needs ${inMebibytes(bytes)}. Use a smaller batch, smaller images or another engine.`,
  );
}
