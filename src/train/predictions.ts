/** From logits to predictions: probabilities and the most probable class. */
import { largestOf } from "../parts/metrics/confusion";
import type { Prediction } from "../protocol";

/** One prediction a path, from logits `[paths, classes]`. */
export function predictionsOf(
  paths: readonly string[],
  logits: Float32Array,
  classCount: number,
): Prediction[] {
  const largest = largestOf(logits, classCount);
  return paths.map((path, row) => ({
    path,
    prediction: largest[row]!,
    probabilities: softmax(logits.subarray(row * classCount, (row + 1) * classCount)),
  }));
}

/** In float64. */
function softmax(logits: Float32Array): number[] {
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
