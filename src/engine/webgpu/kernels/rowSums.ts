/** How BatchNorm's sums over rows are shared out among threads. */
import { reduction } from "./reduction";
import { splitSum, type StepContext } from "./stepContext";
import type { Vector } from "./vector";

/** Rows that a thread writes with the numbers it has loaded for its channels. */
export const ROWS_PER_THREAD = 4;

/** Threads of a workgroup that has a vector of channels to itself: as many as every device allows. */
export const LANES = 256;

/** A lane's own rows are serial; up to about as many as two more dispatches cost. */
const MAX_ROWS_PER_LANE = 16;

export const isFewRows = (rows: number): boolean => rows <= LANES * MAX_ROWS_PER_LANE;

/** Declares `sumOf(value, lane)`. */
export const laneSum = (type: Vector["type"]): string =>
  reduction("sumOf", type, LANES, (a, b) => `${a} + ${b}`);

/** Both stages of a sum over rows are serial: neither should be much longer than the other. */
export function splitRows(rows: number, others: number, { targetThreads }: StepContext) {
  return splitSum(rows, others, Math.min(targetThreads, others * Math.ceil(Math.sqrt(rows))));
}
