/** One table that all charts of a run are drawn from, so that they share the axis and the hover line. */
import type { Run } from "../state/reduce";
import { thinned } from "./thinned";

/** What is known at a moment of the run; a chart draws the keys that it needs. */
export interface ChartRow {
  /** Epochs gone, with a fraction within an epoch. */
  epoch: number;
  trainRaw?: number;
  train?: number;
  validation?: number;
  rate?: number;
  plannedRate?: number;
  macroF1?: number;
  accuracy?: number;
  /** By class. */
  f1?: readonly number[];
}

type PlannedRates = readonly { epoch: number; learningRate: number }[];

/** Together at most a thousand rows: more would make a redraw slow and show no more. */
const MAX_TRACE_ROWS = 450;
const MAX_EPOCH_ROWS = 300;
const MAX_PLANNED_ROWS = 250;

/** Weight of the past in the smoothed training loss. */
const SMOOTHING = 0.8;

/** Rows in order of their epoch. Without a run, the planned rates alone. */
export function chartRows(
  run: Pick<Run, "trace" | "epochs" | "epochsBefore"> | null,
  planned: PlannedRates | null,
): ChartRow[] {
  const rows = new Map<number, ChartRow>();
  const add = (epoch: number, values: Partial<ChartRow>) => {
    // Steps and fractions of epochs meet at whole epochs but for rounding.
    const key = Math.round(epoch * 1e6) / 1e6;
    rows.set(key, { ...rows.get(key), ...values, epoch: key });
  };
  for (const { epoch, learningRate } of thinned(planned ?? [], MAX_PLANNED_ROWS))
    add(epoch, { plannedRate: learningRate });
  if (run) {
    // A quick epoch is over before its loss was read twice; then its mean says more.
    const isTraced = run.trace.length >= 2 * (run.epochs.length - run.epochsBefore);
    for (const point of isTraced ? tracedRows(run) : []) add(point.epoch, point);
    for (const record of thinned(run.epochs, MAX_EPOCH_ROWS)) {
      add(record.epoch, {
        ...(isTraced && record.epoch > run.epochsBefore ? {} : { train: record.trainLoss }),
        validation: record.valLoss ?? undefined,
        rate: record.learningRate,
        accuracy: record.accuracy ?? undefined,
        macroF1: record.macroF1 ?? undefined,
        f1: record.perClassF1 ?? undefined,
      });
    }
  }
  return [...rows.values()].sort((a, b) => a.epoch - b.epoch);
}

/** The training loss as measured and smoothed, by an average that is not drawn towards its start. */
function tracedRows(run: Pick<Run, "trace">): ChartRow[] {
  let average = 0;
  let weight = 0;
  const rows = run.trace.map(({ epoch, trainLoss, learningRate }) => {
    average = SMOOTHING * average + (1 - SMOOTHING) * trainLoss;
    weight = SMOOTHING * weight + (1 - SMOOTHING);
    return { epoch, trainRaw: trainLoss, train: average / weight, rate: learningRate };
  });
  return [...thinned(rows, MAX_TRACE_ROWS)];
}

/**
 * The value of `pick` at `epoch`, or the last one before it, or with null the newest; undefined where
 * there is none, or none of that epoch: the future has no values yet.
 */
export function valueAt(
  rows: readonly ChartRow[],
  epoch: number | null,
  pick: (row: ChartRow) => number | undefined,
): number | undefined {
  const isKnown = (row: ChartRow) => pick(row) !== undefined;
  const row = rows.findLast((one) => (epoch === null || one.epoch <= epoch) && isKnown(one));
  if (!row) return undefined;
  const isStale =
    epoch !== null &&
    epoch >= row.epoch + 1 &&
    !rows.some((one) => one.epoch > epoch && isKnown(one));
  return isStale ? undefined : pick(row);
}
