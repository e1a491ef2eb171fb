/** A program as kernels: those of its steps, and those that serve many steps at once. */
import type { Program } from "../plan/program";
import { GradientSums } from "./GradientSums";
import type { Kernel } from "./kernel";
import { kernelsOf } from "./kernels";
import type { StepContext } from "./kernels/stepContext";
import type { Target } from "./target";
import { TransposedWeights } from "./TransposedWeights";

export interface KernelPlan {
  forward: Kernel[];
  backward: Kernel[];
}

/** Partial sums wait for one another up to this size, in floats (32 MiB). */
const MAX_WAITING_SUMS = 1 << 23;

export function kernelPlan(program: Program, target: Target): KernelPlan {
  const sums = new GradientSums();
  const weights = new TransposedWeights();
  const context: StepContext = {
    batchSize: program.batchSize,
    target,
    partialSums: (slice, splits) => sums.place(slice, splits),
    transposed: (slice, inChannels, outChannels) => weights.place(slice, inChannels, outChannels),
  };
  const forward = program.forward.flatMap((step) => kernelsOf(step, context));
  const steps = program.backward.flatMap((step) => {
    const kernels = kernelsOf(step, context);
    return sums.size > MAX_WAITING_SUMS ? [...kernels, ...sums.take()] : kernels;
  });
  return { forward, backward: [...weights.kernels(), ...steps, ...sums.take()] };
}
