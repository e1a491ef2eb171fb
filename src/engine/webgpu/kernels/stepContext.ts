/** What a step's kernels may ask for beyond their own tensors. */
import type { Slice, Step } from "../../plan/program";
import type { Kernel, Place } from "../kernel";
import type { Target } from "../target";

export interface StepContext {
  batchSize: number;
  target: Target;
  /**
   * Room for `splits` partial sums of a gradient, which are added to it later, many at once. The
   * parts are `partStride(slice)` floats apart.
   */
  partialSums(slice: Slice, splits: number): Place;
  /** The weights `[taps, in, out]` as `[taps, out, in]`. */
  transposed(slice: Slice, inChannels: number, outChannels: number): Place;
}

export type StepKernels<Op extends Step["op"]> = (
  step: Extract<Step, { op: Op }>,
  context: StepContext,
) => Kernel[];

/** A part of a gradient ends at a whole vector. */
export const partStride = ({ size }: Slice): number => Math.ceil(size / 4) * 4;

/** How a sum over `terms` is split among threads, of which `others` exist without splitting. */
export function splitSum(terms: number, others: number, targetThreads: number) {
  const wanted = Math.min(terms, Math.ceil(targetThreads / others));
  const perSplit = Math.ceil(terms / Math.max(1, wanted));
  return { splits: Math.ceil(terms / perSplit), perSplit };
}
