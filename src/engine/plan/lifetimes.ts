/** From which step to which each tensor of a program has to be kept. */
import type { Step, TensorId } from "./program";
import type { Lifetime } from "./slots";

interface Ends {
  /** Filled before the first step. */
  uploaded: readonly TensorId[];
  /** Read between forward and backward. */
  logits: TensorId;
  /** Written between forward and backward. */
  logitsGradient: TensorId | null;
}

export function lifetimesOf(
  tensors: readonly { size: number }[],
  forward: readonly Step[],
  backward: readonly Step[],
  { uploaded, logits, logitsGradient }: Ends,
): Lifetime[] {
  const lives = tensors.map(({ size }): Lifetime => ({ size, first: Infinity, last: -Infinity }));
  const touch = (id: TensorId, time: number) => {
    const life = lives[id]!;
    life.first = Math.min(life.first, time);
    life.last = Math.max(life.last, time);
  };
  // Between forward and backward the loss is worked out, at a time of its own.
  const lossTime = forward.length;
  forward.forEach((step, time) => tensorsOf(step).forEach((id) => touch(id, time)));
  backward.forEach((step, i) => tensorsOf(step).forEach((id) => touch(id, lossTime + 1 + i)));
  for (const id of uploaded) touch(id, -1);
  touch(logits, lossTime);
  if (logitsGradient !== null) touch(logitsGradient, lossTime);
  return lives;
}

const TENSOR_KEYS = "x y dy dx a b residual statistics mask places gate".split(" ");

/** Every tensor that a step reads or writes. */
export function tensorsOf(step: Step): TensorId[] {
  const ids = TENSOR_KEYS.flatMap((key) => {
    const id = (step as Record<string, unknown>)[key];
    return typeof id === "number" ? [id] : [];
  });
  if (step.op === "batchNormGradient" || step.op === "batchNormEvalGradient") {
    // Without an activation the output is not needed again.
    const needed = step.activation === "none" ? ids.filter((id) => id !== step.y) : ids;
    return step.residualGradient ? [...needed, step.residualGradient.id] : needed;
  }
  if (step.op === "addActivationGradient") {
    const needed = step.activation === "none" ? [step.dy] : ids;
    return [...needed, ...step.targets.map(({ id }) => id)];
  }
  return ids;
}
