/** Gives a program's tensors buffers and its kernels bind groups. */
import type { Program } from "../plan/program";
import { bindKernels, type Dispatch } from "./bindKernels";
import { BoundLoss } from "./BoundLoss";
import type { BufferPool } from "./BufferPool";
import { createBuffer } from "./createBuffer";
import type { BufferName } from "./kernel";
import type { KernelPlan } from "./kernelPlan";
import type { Pipelines } from "./Pipelines";
import { bytesOf, resolver, scratchSizes } from "./scratchSizes";

export interface BoundProgram {
  forward: Dispatch[];
  backward: Dispatch[];
  /** By tensor. */
  tensors: GPUBuffer[];
  /** Copied here for TensorFlow.js, which takes a buffer for a tensor of the buffer's whole size. */
  logits: GPUBuffer;
  /** null in eval mode. */
  loss: BoundLoss | null;
  /** Buffers outside the pool. */
  owned: GPUBuffer[];
}

export function bindProgram(
  device: GPUDevice,
  pipelines: Pipelines,
  pool: BufferPool,
  flats: ReadonlyMap<BufferName, GPUBuffer>,
  program: Program,
  plan: KernelPlan,
): BoundProgram {
  const labels = program.slots.map((size, slot) => {
    const largest = program.tensors.find((it) => it.slot === slot && it.size === size);
    return largest?.label ?? "activations";
  });
  const slotSizes = program.slots.map((size, i) => ({ label: labels[i]!, bytes: bytesOf(size) }));
  const scratches = scratchSizes([...plan.forward, ...plan.backward]);
  const buffers = pool.assign([
    ...slotSizes,
    ...[...scratches].map(([label, size]) => ({ label, bytes: bytesOf(size) })),
  ]);
  const tensors = program.tensors.map(({ slot }) => buffers[slot]!);
  const { size, label } = program.tensors[program.logits]!;
  const logits = createBuffer(device, label, size * 4);
  const resolve = resolver(
    flats,
    new Map([...scratches.keys()].map((name, i) => [name, buffers[slotSizes.length + i]!])),
    (id) => ({ buffer: tensors[id]!, offset: 0, size: program.tensors[id]!.size }),
  );
  const forward = bindKernels(device, pipelines, plan.forward, resolve);
  const backward = bindKernels(device, pipelines, plan.backward, resolve);
  return {
    forward: forward.dispatches,
    backward: backward.dispatches,
    tensors,
    logits,
    loss:
      program.logitsGradient === null
        ? null
        : new BoundLoss(device, pipelines, flats, program, tensors),
    owned: [logits, ...forward.buffers, ...backward.buffers],
  };
}
