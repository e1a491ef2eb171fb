/** Predictions as a file for spreadsheets: path, predicted class, one probability per class. */
import { csvLine } from "../../lib/csv";
import type { Prediction } from "../../protocol";

export function predictionsCsv(rows: readonly Prediction[], classNames: readonly string[]): string {
  const lines = rows.map(({ path, prediction, probabilities }) =>
    csvLine([path, classNames[prediction] ?? "", ...probabilities]),
  );
  return `${[csvLine(["path", "prediction", ...classNames]), ...lines].join("\n")}\n`;
}
