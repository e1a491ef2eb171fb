/** The loss of one program: from its logits to their gradient and to the sum of the losses. */
import type { LossFormula } from "../../parts/losses/lossFormula";
import type { Program } from "../plan/program";
import { bindKernels, type Bound, type Dispatch } from "./bindKernels";
import { createBuffer } from "./createBuffer";
import { scratch, type BufferName, type Kernel, type Place } from "./kernel";
import { addLosses, softmaxLoss } from "./kernels/softmaxLoss";
import type { Pipelines } from "./Pipelines";
import { resolver } from "./scratchSizes";

export class BoundLoss {
  /** The images' losses, or one sum of them. */
  readonly losses: GPUBuffer;
  private readonly shares: GPUBuffer;
  private readonly ofSum: Bound;
  private closed: { formula: LossFormula; bound: Bound } | null = null;

  constructor(
    private readonly device: GPUDevice,
    private readonly pipelines: Pipelines,
    private readonly flats: ReadonlyMap<BufferName, GPUBuffer>,
    private readonly program: Program,
    private readonly tensors: readonly GPUBuffer[],
  ) {
    const { size } = program.tensors[program.logits]!;
    this.shares = createBuffer(device, "shares of the classes", size * 4);
    this.losses = createBuffer(device, "losses of the images", program.batchSize * 4);
    this.ofSum = this.bind([addLosses(lossesPlace(1), 1)]);
  }

  /** Adds the one sum that `losses` holds. */
  get addition(): readonly Dispatch[] {
    return this.ofSum.dispatches;
  }

  /** Takes the shares `[batch, classes]` over; what was recorded before must not need the old ones. */
  dispatches(formula: LossFormula, shares: Float32Array): readonly Dispatch[] {
    this.device.queue.writeBuffer(this.shares, 0, Float32Array.from(shares));
    if (this.closed?.formula !== formula) {
      this.release(this.closed?.bound);
      this.closed = { formula, bound: this.bind(lossKernels(this.program, formula)) };
    }
    return this.closed.bound.dispatches;
  }

  dispose(): void {
    this.shares.destroy();
    this.losses.destroy();
    this.release(this.ofSum);
    this.release(this.closed?.bound);
  }

  private bind(kernels: readonly Kernel[]): Bound {
    const { device, pipelines, flats, program, tensors, shares, losses } = this;
    const own = new Map(Object.entries({ shares, losses }));
    const resolve = resolver(flats, own, (id) => ({
      buffer: tensors[id]!,
      offset: 0,
      size: program.tensors[id]!.size,
    }));
    return bindKernels(device, pipelines, kernels, resolve);
  }

  private release(bound: Bound | undefined): void {
    for (const buffer of bound?.buffers ?? []) buffer.destroy();
  }
}

/** For a program in train mode. */
export function lossKernels(program: Program, formula: LossFormula): Kernel[] {
  const { batchSize, logits, logitsGradient } = program;
  const { size } = program.tensors[logits]!;
  const tensors = { logits, gradient: logitsGradient!, batchSize, classCount: size / batchSize };
  const losses = lossesPlace(batchSize);
  return [
    softmaxLoss(formula, { ...tensors, shares: scratch("shares", size), losses }),
    addLosses(losses, batchSize),
  ];
}

const lossesPlace = (count: number): Place => scratch("losses", count);
