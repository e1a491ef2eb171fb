/** Which predictions are shown. */
import type { Prediction } from "../../protocol";

export const EVERY_CLASS = -1;

export interface PredictionFilter {
  /** The predicted class, or `EVERY_CLASS`. */
  label: number;
  /** The least probability of the predicted class, 0–1. */
  minConfidence: number;
}

export function filterPredictions(
  rows: readonly Prediction[],
  { label, minConfidence }: PredictionFilter,
): readonly Prediction[] {
  return rows.filter(
    ({ prediction, probabilities }) =>
      (label === EVERY_CLASS || prediction === label) &&
      (probabilities[prediction] ?? 0) >= minConfidence,
  );
}
