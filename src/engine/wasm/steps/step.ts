/** What turns a step of a program into jobs. */
import type { Slice, Step, StepActivation, TensorId } from "../../plan/program";
import type { KernelArguments, KernelName } from "../kernelTable";

export type StepOf<Op extends Step["op"]> = Extract<Step, { op: Op }>;
export type Lower<Op extends Step["op"]> = (step: StepOf<Op>, at: Places) => void;

/** Where sums go, and whether they are added to what is there. */
export interface Sums {
  address: number;
  isAdded: number;
}

/** Where things are, as addresses, and where jobs go. */
export interface Places {
  readonly batchSize: number;
  emit<Name extends KernelName>(
    kernel: Name,
    unitCount: number,
    values: KernelArguments<Name>,
  ): void;
  tensor(id: TensorId): number;
  parameter(slice: Slice): number;
  gradient(slice: Slice): number;
  /** The same for a step that gives every number of the gradient, added to what is there or not. */
  wholeGradient(slice: Slice): Sums;
  buffer(slice: Slice): number;
  /** So many floats for this step alone, not cleared. */
  scratch(floats: number): number;
  /** At least so many zeros. */
  zeros(floats: number): number;
  /** Floats for each thread. */
  local(floats: number): { local: number; localBytes: number };
}

/** Between which outputs an activation keeps its input; strictly between them it passes gradients. */
const limits: Record<StepActivation, { low: number; high: number }> = {
  none: { low: -Infinity, high: Infinity },
  relu: { low: 0, high: Infinity },
  relu6: { low: 0, high: 6 },
};

export const limitsOf = (activation: StepActivation) => limits[activation];

/** Numbers of a unit where each is touched once: small enough for a core's cache. */
export const CHUNK = 16_384;

/** Rows of a unit that reads a few tensors of `[rows, channels]`. */
export function chunkRowsOf(channels: number): number {
  return Math.max(1, Math.floor(CHUNK / 2 / channels));
}

/** How many units share the work when each takes `chunk`. */
export function unitsOf(size: number, chunk: number): number {
  return Math.ceil(size / chunk);
}
