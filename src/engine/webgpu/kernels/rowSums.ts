/** How BatchNorm's sums over rows are shared out among threads. */
import { reduction } from "./reduction";
import { splitSum, type StepContext } from "./stepContext";
import type { Vector } from "./vector";

/** Rows that a thread writes with the numbers it has loaded for its channels. */
export const ROWS_PER_THREAD = 4;

/** Up to here one dispatch, with a workgroup for a vector of channels, beats three. */
const MAX_FEW_ROWS = 4096;

export const isFewRows = (rows: number): boolean => rows <= MAX_FEW_ROWS;

/** Declares `sumOf(value, lane)`. */
export const laneSum = (type: Vector["type"], lanes: number): string =>
  reduction("sumOf", type, lanes, (a, b) => `${a} + ${b}`);

/** Both stages of a sum over rows are serial: neither should be much longer than the other. */
export function splitRows(rows: number, others: number, { target }: StepContext) {
  return splitSum(rows, others, Math.min(target.threads, others * Math.ceil(Math.sqrt(rows))));
}
