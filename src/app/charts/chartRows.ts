/** What each chart of a run is drawn from: rows in order of their epoch, no more than are seen. */
import type { EpochRecord } from "../../train/events";
import type { Run } from "../state/reduce";
import { thinned } from "./thinned";
import { withSteps } from "./withSteps";

export interface ChartRow {
  /** Epochs gone, with a fraction within an epoch. */
  epoch: number;
}

export interface LossRow extends ChartRow {
  trainRaw?: number;
  train?: number;
  validation?: number;
}

export interface RateRow extends ChartRow {
  rate?: number;
  planned?: number;
}

export interface ScoreRow extends ChartRow {
  accuracy: number;
  macroF1: number;
  /** By class. */
  f1: readonly number[];
}

type Traced = Pick<Run, "trace" | "epochs" | "epochsBefore">;

/** More would make a redraw slow and show no more. */
const MAX_STEP_ROWS = 300;
const MAX_EPOCH_ROWS = 250;
const MAX_PLANNED_ROWS = 250;

/** Weight of the past in the smoothed training loss. */
const SMOOTHING = 0.8;

export function lossRows(run: Traced): LossRow[] {
  // A quick epoch is over before its loss was read twice; then its mean says more.
  const isTraced = run.trace.length >= 2 * (run.epochs.length - run.epochsBefore);
  return merged<LossRow>(
    isTraced ? smoothedSteps(run) : [],
    thinned(run.epochs, MAX_EPOCH_ROWS).map(({ epoch, trainLoss, valLoss }) => ({
      epoch,
      ...(isTraced && epoch > run.epochsBefore ? {} : { train: trainLoss }),
      ...(valLoss === null ? {} : { validation: valLoss }),
    })),
  );
}

export function rateRows(
  run: Traced | null,
  planned: readonly { epoch: number; learningRate: number }[] | null,
): RateRow[] {
  const past = [...(run?.trace ?? []), ...(run?.epochs ?? [])].sort((a, b) => a.epoch - b.epoch);
  return merged<RateRow>(
    thinned(planned ?? [], MAX_PLANNED_ROWS).map((row) => ({
      epoch: row.epoch,
      planned: row.learningRate,
    })),
    thinned(withSteps(past), MAX_STEP_ROWS).map((row) => ({
      epoch: row.epoch,
      rate: row.learningRate,
    })),
  );
}

/** Of the epochs that were validated. */
export function scoreRows(epochs: readonly EpochRecord[]): ScoreRow[] {
  return thinned(epochs, MAX_EPOCH_ROWS).flatMap(({ epoch, accuracy, macroF1, perClassF1 }) =>
    accuracy === null || macroF1 === null || perClassF1 === null
      ? []
      : { epoch, accuracy, macroF1, f1: perClassF1 },
  );
}

/**
 * The value of `pick` at `epoch`, or the last one before it, or with null the newest; undefined where
 * there is none, or none of that epoch: the future has no values yet.
 */
export function valueAt<Row extends ChartRow>(
  rows: readonly Row[],
  epoch: number | null,
  pick: (row: Row) => number | undefined,
): number | undefined {
  const isKnown = (row: Row) => pick(row) !== undefined;
  const row = rows.findLast((one) => (epoch === null || one.epoch <= epoch) && isKnown(one));
  if (!row) return undefined;
  const isStale =
    epoch !== null &&
    epoch >= row.epoch + 1 &&
    !rows.some((one) => one.epoch > epoch && isKnown(one));
  return isStale ? undefined : pick(row);
}

/** The training loss as measured and smoothed, by an average that is not drawn towards its start. */
function smoothedSteps({ trace }: Traced): readonly LossRow[] {
  let average = 0;
  let weight = 0;
  const rows = trace.map(({ epoch, trainLoss }) => {
    average = SMOOTHING * average + (1 - SMOOTHING) * trainLoss;
    weight = SMOOTHING * weight + (1 - SMOOTHING);
    return { epoch, trainRaw: trainLoss, train: average / weight };
  });
  return thinned(rows, MAX_STEP_ROWS);
}

/** One list in order; rows of the same moment become one. */
function merged<Row extends ChartRow>(...lists: (readonly Row[])[]): Row[] {
  const rows = new Map<number, Row>();
  for (const row of lists.flat()) {
    // Steps and fractions of epochs meet at whole epochs but for rounding.
    const epoch = Math.round(row.epoch * 1e6) / 1e6;
    rows.set(epoch, { ...rows.get(epoch), ...row, epoch });
  }
  return [...rows.values()].sort((a, b) => a.epoch - b.epoch);
}
