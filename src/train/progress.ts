/** Where a run stands: all that it needs to go on, beside the engine's state. Plain data. */
import type { ModelState } from "../nn/state";
import type { MetricHistoryEntry } from "../parts/schedules/schedule";
import type { Best, EpochRecord } from "./events";

export interface Progress {
  /** From 0: the epoch being trained; equals the number of finished epochs. */
  epoch: number;
  /** Optimizer steps made in this epoch. */
  stepInEpoch: number;
  /** Optimizer steps made in the whole run. */
  step: number;
  /** Σ of the loss's denominators in this epoch. */
  lossWeight: number;
  /** Spent training in this epoch. */
  seconds: number;
  history: readonly EpochRecord[];
  best: Best | null;
  /** Of the best epoch, `confusion[truth][prediction]`. */
  bestConfusion: readonly (readonly number[])[] | null;
  /** The best epoch's weights; null while there is none. */
  bestModel: ModelState | null;
  /** Where the best weights are an average, those that it was of; else null. */
  bestRawModel: ModelState | null;
}

export const startOfRun: Progress = {
  epoch: 0,
  stepInEpoch: 0,
  step: 0,
  lossWeight: 0,
  seconds: 0,
  history: [],
  best: null,
  bestConfusion: null,
  bestModel: null,
  bestRawModel: null,
};

/** For schedules that follow a metric; NaN, a bad epoch, where there was no validation. */
export function metricHistoryOf({ history }: Progress): MetricHistoryEntry[] {
  return history.map(({ valLoss, accuracy, macroF1 }) => ({
    validationLoss: valLoss ?? NaN,
    accuracy: accuracy ?? NaN,
    macroF1: macroF1 ?? NaN,
  }));
}
