/** Buffers that programs share, because only one of them runs at a time. */
import { createBuffer } from "./createBuffer";

export class BufferPool {
  readonly buffers: GPUBuffer[] = [];

  constructor(private readonly device: GPUDevice) {}

  /** A buffer for each size (in bytes), none of them twice; makes those that are missing. */
  assign(sizes: readonly { label: string; bytes: number }[]): GPUBuffer[] {
    const free = new Set(this.buffers);
    const assigned = new Array<GPUBuffer>(sizes.length);
    const largestFirst = sizes.map((_, i) => i).sort((a, b) => sizes[b]!.bytes - sizes[a]!.bytes);
    for (const i of largestFirst) {
      const { label, bytes } = sizes[i]!;
      const fitting = [...free].filter(({ size }) => size >= bytes).sort((a, b) => a.size - b.size);
      const buffer = fitting[0] ?? createBuffer(this.device, label, bytes);
      if (fitting[0]) free.delete(buffer);
      else this.buffers.push(buffer);
      assigned[i] = buffer;
    }
    return assigned;
  }

  dispose(): void {
    for (const buffer of this.buffers) buffer.destroy();
    this.buffers.length = 0;
  }
}
