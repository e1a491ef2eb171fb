/** From logits to predictions: probabilities and the most probable class. */
import { softmax } from "../lib/softmax";
import { largestOf } from "../parts/metrics/confusion";
import type { Prediction } from "../protocol";

/** One prediction a path, from logits `[paths, classes]`. */
export function predictionsOf(
  paths: readonly string[],
  logits: Float32Array | Float64Array,
  classCount: number,
): Prediction[] {
  const largest = largestOf(logits, classCount);
  return paths.map((path, row) => ({
    path,
    prediction: largest[row]!,
    probabilities: softmax(logits.subarray(row * classCount, (row + 1) * classCount)),
  }));
}
