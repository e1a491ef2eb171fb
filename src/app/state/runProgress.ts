/** Questions about a run that several views ask. */
import type { AppState } from "./appState";
import type { Run } from "./reduce";

/** At work, or paused. */
export function isUnfinished({ status }: Pick<Run, "status">): boolean {
  return isWorking({ status }) || status === "paused";
}

/** At work: not paused, and not over. */
export function isWorking({ status }: Pick<Run, "status">): boolean {
  return status === "features" || status === "training" || status === "validating";
}

/** A run goes on, or is paused and holds the engine. One from a checkpoint does once it has gone on. */
export function isRunOn({ run }: AppState): boolean {
  return run !== null && isUnfinished(run) && !run.isRestored;
}

/** A run is at work, and not paused. */
export function isTraining(state: AppState): boolean {
  return isRunOn(state) && state.run?.status !== "paused";
}

/** The epoch being trained, from 1; the last one when the run is over. */
export function currentEpoch(run: Run): number {
  const next = isUnfinished(run) ? run.epochs.length + 1 : Math.max(run.epochs.length, 1);
  return Math.min(next, run.summary.config.training.epochs);
}

/** How much of the run is done, 0–1. */
export function fractionDone(run: Run): number {
  const { stepsPerEpoch, config } = run.summary;
  const withinEpoch =
    run.progress && run.progress.epoch > run.epochs.length && stepsPerEpoch > 0
      ? run.progress.stepInEpoch / stepsPerEpoch
      : 0;
  return Math.min((run.epochs.length + withinEpoch) / config.training.epochs, 1);
}
