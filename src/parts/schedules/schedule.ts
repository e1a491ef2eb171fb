/** A schedule is a pure function from the place in the run (and the metrics so far) to the rate. */
import type { Options, Part } from "../../lib/part";

export interface ScheduleContext {
  baseLearningRate: number;
  /** Epochs of the run, without those of the warm-up. */
  epochs: number;
  /** Optimizer steps, not micro-batches. */
  stepsPerEpoch: number;
}

export interface Moment {
  /** From 0: the epoch that is being trained. */
  epoch: number;
  /** From 0: the optimizer step about to be made, counted over the whole run. */
  step: number;
}

/** Of one epoch that is over, in order. */
export interface MetricHistoryEntry {
  validationLoss: number;
  accuracy: number;
  macroF1: number;
}

export interface Rate {
  learningRate: number;
  /** Only where the schedule cycles it. */
  momentum?: number;
}

export interface Schedule {
  /** `history[k]` are the metrics of epoch k; it holds every epoch before `moment.epoch`. */
  at(moment: Moment, history: readonly MetricHistoryEntry[]): Rate;
  /** The rate follows metrics, so a preview needs a made-up curve. */
  followsMetric?: true;
}

export const schedule = <const O extends Options>(part: Part<O, ScheduleContext, Schedule>) => part;
