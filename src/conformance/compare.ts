/** Compares the product's numbers with golden ones. */
import { flatten, type Nested } from "./nested";

/** How far a value may be from the expected one. */
export type Tolerance = (expected: number) => number;

export const float64: Tolerance = (expected) => 1e-12 + 1e-10 * Math.abs(expected);

/** PyTorch's cosine schedules are recursive and drift themselves. */
export const float64Schedule: Tolerance = (expected) => 1e-12 + 1e-9 * Math.abs(expected);

/** `torchError` is what PyTorch itself loses in float32 on the same case. */
export const float32 =
  (torchError = 0): Tolerance =>
  (expected) =>
    Math.max(10 * torchError, 1e-6 + 1e-5 * Math.abs(expected));

/**
 * Throws where a number differs, naming `what` and the place. Wrong answers that a golden file lists
 * under TRAP_ keys need no check of their own: what is close to the right one is none of them.
 */
export function expectClose(
  what: string,
  actual: ArrayLike<number> | number,
  expected: Nested,
  tolerance: Tolerance,
): void {
  const wanted = flatten(expected);
  const got = typeof actual === "number" ? [actual] : Array.from(actual);
  if (got.length !== wanted.length)
    throw new Error(`${what}: ${got.length} numbers instead of ${wanted.length}`);
  wanted.forEach((value, i) => {
    if (!isClose(got[i]!, value, tolerance(value)))
      throw new Error(`${what}[${i}]: ${got[i]!} instead of ${value}`);
  });
}

function isClose(actual: number, expected: number, tolerance: number): boolean {
  if (!Number.isFinite(expected)) return Object.is(actual, expected);
  return Math.abs(actual - expected) <= tolerance;
}
