/** Questions about a run that several views ask. */
import type { Run } from "./reduce";

/** Training, validating or paused: the worker holds it and it can go on. */
export function isOn(run: Run | null): boolean {
  return (
    run !== null &&
    (run.status === "training" || run.status === "validating" || run.status === "paused")
  );
}

/** The epoch being trained, from 1; the last one when the run is over. */
export function currentEpoch(run: Run): number {
  const epochs = run.summary.config.training.epochs;
  if (!isOn(run)) return Math.max(run.epochs.length, 1);
  return Math.min(run.progress?.epoch ?? run.epochs.length + 1, epochs);
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
