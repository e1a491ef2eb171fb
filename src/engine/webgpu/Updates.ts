/** The dispatches of an optimizer's step: made once, and again where the optimizer or clipping changes. */
import type { FlatUpdate } from "../plan/runtime";
import { bindKernels, type Bound, type Dispatch } from "./bindKernels";
import type { BufferPool } from "./BufferPool";
import { createBuffer } from "./createBuffer";
import type { BufferName } from "./kernel";
import type { Pipelines } from "./Pipelines";
import { resolver, scratchSizes } from "./scratchSizes";
import { stretchesOf } from "./stretchesOf";
import { COEFFICIENT_STRIDE, updateKernels } from "./updateKernels";

export class Updates {
  /** Whether the last update was clipped, so that there is a norm to read. */
  hasClipped = false;
  private made: { optimizer: FlatUpdate["optimizer"]; key: string; bound: Bound } | null = null;

  constructor(
    private readonly device: GPUDevice,
    private readonly pipelines: Pipelines,
    private readonly pool: BufferPool,
    private readonly flats: Map<BufferName, GPUBuffer>,
  ) {}

  /** Writes the coefficients; what was recorded before must not need the old ones any more. */
  dispatches(update: FlatUpdate): readonly Dispatch[] {
    const { optimizer, groups, denominator, clipNorm } = update;
    const names = Object.keys(groups[0]!.coefficients);
    const values = new Float32Array(groups.length * COEFFICIENT_STRIDE);
    groups.forEach(({ coefficients }, i) => {
      const own = names.map((name) => coefficients[name]!);
      values.set([denominator, clipNorm ?? 0, ...own], i * COEFFICIENT_STRIDE);
    });
    this.hasClipped ||= clipNorm !== null;
    this.room("coefficients", values.byteLength);
    this.room("gradientNorm", 8);
    this.device.queue.writeBuffer(this.flats.get("coefficients")!, 0, values);

    const stretches = stretchesOf(groups, this.device.limits.maxStorageBufferBindingSize);
    const key = JSON.stringify([clipNorm === null, stretches]);
    if (this.made?.optimizer !== optimizer || this.made.key !== key) {
      this.dispose();
      const kernels = updateKernels(optimizer, clipNorm !== null, stretches);
      const scratches = [...scratchSizes(kernels)];
      const buffers = this.pool.assign(
        scratches.map(([label, size]) => ({ label, bytes: size * 4 })),
      );
      const resolve = resolver(
        this.flats,
        new Map(scratches.map(([name], i) => [name, buffers[i]!])),
        () => {
          throw new Error("An update reads no tensor of a program.");
        },
      );
      const bound = bindKernels(this.device, this.pipelines, kernels, resolve);
      this.made = { optimizer, key, bound };
    }
    return this.made.bound.dispatches;
  }

  dispose(): void {
    for (const buffer of this.made?.bound.buffers ?? []) buffer.destroy();
    this.made = null;
  }

  /** Makes sure that the buffer is there and large enough. */
  private room(name: BufferName, bytes: number): void {
    const old = this.flats.get(name);
    if (old && old.size >= bytes) return;
    old?.destroy();
    this.flats.set(name, createBuffer(this.device, `flat ${name}`, bytes));
    this.dispose();
  }
}
