/** For tests: a loss, an optimizer, and comparisons of named tensors. */
import { expect } from "vitest";
import { losses } from "../parts/losses";
import { lossSumOf } from "../parts/losses/lossSumOf";
import { optimizers } from "../parts/optimizers";
import type { LossSum } from "./engine";
import { CLASS_COUNT } from "./testModel";

export const crossEntropySum: LossSum = lossSumOf(
  losses.crossEntropy.build({ labelSmoothing: 0 }, { classCount: CLASS_COUNT, classWeights: null }),
);

export const adamW = optimizers.adamW.build(
  {
    learningRate: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0.01,
    amsgrad: false,
  },
  undefined,
);

/** The difference of each tensor is small beside its own norm. */
export function expectClose(
  actual: Record<string, Float32Array>,
  expected: Record<string, Float32Array>,
  tolerance: number,
  /** Added for tensors that are next to nothing. */
  least = 1e-4,
): void {
  for (const [name, values] of Object.entries(expected)) {
    const difference = norm(values.map((value, i) => value - actual[name]![i]!));
    expect(difference, name).toBeLessThanOrEqual(tolerance * norm(values) + least);
  }
}

export function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
