/** Buffers that programs share, because only one of them runs at a time. */
import { assignBuffers } from "./assignBuffers";
import { createBuffer } from "./createBuffer";

export class BufferPool {
  readonly buffers: GPUBuffer[] = [];

  constructor(private readonly device: GPUDevice) {}

  /** A buffer for each size (in bytes), none of them twice; makes those that are missing. */
  assign(sizes: readonly { label: string; bytes: number }[]): GPUBuffer[] {
    const places = assignBuffers(
      this.buffers.map(({ size }) => size),
      sizes.map(({ bytes }) => bytes),
    );
    // New ones come behind the others, in the order of their places.
    const wanted = [...places.keys()].sort((a, b) => places[a]! - places[b]!);
    for (const i of wanted) {
      const { label, bytes } = sizes[i]!;
      if (places[i]! >= this.buffers.length)
        this.buffers.push(createBuffer(this.device, label, bytes));
    }
    return places.map((place) => this.buffers[place]!);
  }

  dispose(): void {
    for (const buffer of this.buffers) buffer.destroy();
    this.buffers.length = 0;
  }
}
