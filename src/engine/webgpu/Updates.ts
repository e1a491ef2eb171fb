/** The dispatches of an optimizer's step: made once, and again where the optimizer or clipping changes. */
import type { FlatUpdate } from "../plan/runtime";
import { bindKernels, type Bound, type Dispatch } from "./bindKernels";
import type { BufferPool } from "./BufferPool";
import { createBuffer } from "./createBuffer";
import type { BufferName } from "./kernel";
import type { Pipelines } from "./Pipelines";
import { resolver, scratchSizes } from "./scratchSizes";
import { piecesOf, stretchesOf } from "./stretchesOf";
import { averageKernel, coefficientValues, updateKernels } from "./updateKernels";

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
    const { optimizer, groups, clipNorm, clipValue, averageShare } = update;
    const values = coefficientValues(update);
    this.hasClipped ||= clipNorm !== null;
    this.room("coefficients", values.byteLength);
    this.room("gradientNorm", 8);
    this.device.queue.writeBuffer(this.flats.get("coefficients")!, 0, values);

    const places = groups.map(({ slices }) => slices.map(({ offset }) => offset));
    const key = JSON.stringify([
      ...[clipNorm, clipValue, averageShare].map((it) => it === null),
      ...places,
    ]);
    if (this.made?.optimizer !== optimizer || this.made.key !== key) {
      this.dispose();
      const limit = this.device.limits.maxStorageBufferBindingSize;
      const stretches = stretchesOf(groups, limit);
      const averages = averageShare === null ? [] : (["parameters", "buffers"] as const);
      const kernels = [
        ...updateKernels(update, groups.length, stretches),
        ...averages.flatMap((name) =>
          piecesOf(0, this.flats.get(name)!.size / 4, limit).map((it) => averageKernel(name, it)),
        ),
      ];
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
