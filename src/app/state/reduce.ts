/** What the page knows of a run: a pure function of the worker's events, and of nothing else. */
import type { EndReason, EpochRecord, RunEvent, RunSummary, Best } from "../../train/events";

export type RunStatus = "features" | "training" | "validating" | "paused" | EndReason | "failed";

export type Progress = Omit<Extract<RunEvent, { type: "runProgress" }>, "type" | "runId">;

/** The training loss and the rate at a moment within an epoch. */
export interface TracePoint {
  /** Epochs gone, with a fraction: 0.5 is the middle of the first epoch. */
  epoch: number;
  trainLoss: number;
  learningRate: number;
}

/** `counts[truth][prediction]` of one epoch's validation. */
export interface EpochConfusion {
  epoch: number;
  counts: readonly (readonly number[])[];
}

export interface Run {
  runId: string;
  summary: RunSummary;
  /** Of the data that it was started on. */
  dataName: string;
  status: RunStatus;
  epochs: readonly EpochRecord[];
  /** Epochs that were there when the run went on from a checkpoint. */
  epochsBefore: number;
  trace: readonly TracePoint[];
  /** It comes from a checkpoint and has not gone on since. */
  isRestored: boolean;
  progress: Progress | null;
  best: Best | null;
  bestConfusion: EpochConfusion | null;
  lastConfusion: EpochConfusion | null;
  /** What happened, where the device was lost and the run went on; null where that did not happen. */
  recovery: string | null;
  /** Why it ended or failed; empty before. */
  message: string;
}

const MAX_TRACE_POINTS = 2000;

/** The run after `event`; an event of a run that is no longer the current one changes nothing. */
export function reduce(run: Run | null, event: RunEvent): Run | null {
  if (event.type === "runStarted") return startedRun(event);
  if (run?.runId !== event.runId) return run;
  switch (event.type) {
    case "runProgress": {
      const { type: _type, runId: _runId, ...progress } = event;
      const trace = traceAfter(run, progress);
      return { ...run, status: event.phase, isRestored: false, progress, trace };
    }
    case "epochEnded": {
      const confusion = event.confusion && {
        epoch: event.record.epoch,
        counts: event.confusion,
      };
      return {
        ...run,
        status: "training",
        epochs: [...run.epochs.filter(({ epoch }) => epoch < event.record.epoch), event.record],
        best: event.best,
        bestConfusion: event.isBest ? confusion : run.bestConfusion,
        lastConfusion: confusion,
      };
    }
    case "runPaused":
      return { ...run, status: "paused" };
    case "runResumed":
      return { ...run, status: "training", isRestored: false };
    case "runRecovered":
      return {
        ...run,
        status: "training",
        trace: run.trace.filter(({ epoch }) => epoch <= event.epochsGone),
        progress: null,
        recovery: event.message,
      };
    case "runEnded":
      return { ...run, status: event.reason, best: event.best, message: event.message };
    case "runFailed":
      return { ...run, status: "failed", message: event.message };
    default:
      return event satisfies never;
  }
}

function startedRun(event: Extract<RunEvent, { type: "runStarted" }>): Run {
  const bestConfusion =
    event.best && event.confusion ? { epoch: event.best.epoch, counts: event.confusion } : null;
  return {
    runId: event.runId,
    summary: event.run,
    dataName: event.dataName,
    status: "training",
    epochs: event.epochs,
    epochsBefore: event.epochs.length,
    trace: [],
    isRestored: event.isRestored,
    progress: null,
    best: event.best,
    bestConfusion,
    lastConfusion: null,
    recovery: null,
    message: "",
  };
}

/** Half of the points go when there are too many: a chart of a long run needs no more. */
function traceAfter(run: Run, progress: Progress): readonly TracePoint[] {
  if (progress.trainLoss === null || run.summary.stepsPerEpoch === 0) return run.trace;
  const trace = [
    ...run.trace,
    {
      epoch: progress.epoch - 1 + progress.stepInEpoch / run.summary.stepsPerEpoch,
      trainLoss: progress.trainLoss,
      learningRate: progress.learningRate,
    },
  ];
  return trace.length > MAX_TRACE_POINTS ? trace.filter((_, index) => index % 2 === 1) : trace;
}
