/** Predictions as a file for spreadsheets: path, predicted class, one probability per class. */
import { csvLine } from "../../lib/csv";
import { unwatched, type Task } from "../../lib/task";
import type { Prediction } from "../../protocol";

/** So many rows take a few milliseconds. */
const PART_ROWS = 2000;
const SAMPLE_ROWS = 50;

/** In parts, between which the task may let the thread do other things. */
export async function predictionsCsv(
  rows: readonly Prediction[],
  classNames: readonly string[],
  task: Task = unwatched,
): Promise<Blob> {
  const parts = [headerOf(classNames)];
  for (let from = 0; from < rows.length; from += PART_ROWS) {
    await task.reach(from / rows.length);
    parts.push(linesOf(rows.slice(from, from + PART_ROWS), classNames));
  }
  return new Blob(parts, { type: "text/csv" });
}

/** About how large it will be, from some of the rows; `rows` are not empty. */
export function expectedCsvBytes(
  rows: readonly Prediction[],
  classNames: readonly string[],
): number {
  const stride = Math.ceil(rows.length / SAMPLE_ROWS);
  const sample = rows.filter((_, i) => i % stride === 0);
  const bytesOf = (text: string) => new TextEncoder().encode(text).length;
  const rowBytes = bytesOf(linesOf(sample, classNames)) / sample.length;
  return bytesOf(headerOf(classNames)) + Math.round(rowBytes * rows.length);
}

const headerOf = (classNames: readonly string[]) =>
  `${csvLine(["path", "prediction", ...classNames])}\n`;

const linesOf = (rows: readonly Prediction[], classNames: readonly string[]) =>
  rows
    .map(({ path, prediction, probabilities }) =>
      csvLine([path, classNames[prediction] ?? "", ...probabilities]),
    )
    .map((line) => `${line}\n`)
    .join("");
