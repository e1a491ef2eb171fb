/** A confusion matrix in shares instead of numbers of images. */
import type { Confusion } from "./classification";

/**
 * Each number as a part of its truth's images, or of its prediction's; 0 where there are none. As
 * `sklearn.metrics.confusion_matrix(normalize=…)`.
 */
export function normalizedConfusion(confusion: Confusion, by: "truth" | "prediction"): number[][] {
  const truths = confusion.map(sum);
  const predictions = confusion.map((_, c) => sum(confusion.map((row) => row[c]!)));
  return confusion.map((row, truth) =>
    row.map((count, prediction) => {
      const whole = by === "truth" ? truths[truth]! : predictions[prediction]!;
      return whole === 0 ? 0 : count / whole;
    }),
  );
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
