/** What a run tells while it goes, in order. Status on the page comes from these alone. */
import type { SplitName } from "../data/dataset";
import type { Device } from "../engine/device";
import type { Config } from "./config";

/** One epoch that is over, as `history.json` holds it. */
export interface EpochRecord {
  /** From 1. */
  epoch: number;
  trainLoss: number;
  /** null without validation images. */
  valLoss: number | null;
  accuracy: number | null;
  macroF1: number | null;
  perClassF1: readonly number[] | null;
  /** At the epoch's last step. */
  learningRate: number;
  seconds: number;
  imagesPerSecond: number;
}

export interface Best {
  /** From 1. */
  epoch: number;
  metric: string;
  value: number;
}

export interface RunSummary {
  runId: string;
  config: Config;
  device: Device;
  classes: readonly string[];
  imageCounts: Record<SplitName, number>;
  stepsPerEpoch: number;
}

/** Why a run is over. */
export const endReasons = ["finished", "stopped", "earlyStopping", "diverged"] as const;
export type EndReason = (typeof endReasons)[number];

export type RunEvent =
  | {
      type: "runStarted";
      runId: string;
      run: RunSummary;
      dataName: string;
      /** Of a run that goes on from a checkpoint, so far; empty and null for a new one. */
      epochs: readonly EpochRecord[];
      best: Best | null;
      /** Of the best epoch, `confusion[truth][prediction]`. */
      confusion: readonly (readonly number[])[] | null;
      /** It comes from a checkpoint and waits, paused, until it is asked to go on. */
      isRestored: boolean;
    }
  | {
      type: "runProgress";
      runId: string;
      /** From 1: the epoch being trained. */
      epoch: number;
      /** Optimizer steps made in this epoch. */
      stepInEpoch: number;
      /** At first, where frozen layers run once over the images: "features". */
      phase: "features" | "training" | "validating";
      /** How much of the features there is, 0–1; null in the other phases. */
      phaseShare: number | null;
      /** Over the steps since the last progress event; null in the other phases. */
      trainLoss: number | null;
      learningRate: number;
      /** The global norm before clipping. */
      gradientNorm: number | null;
      imagesPerSecond: number;
      secondsLeft: number | null;
    }
  | {
      type: "epochEnded";
      runId: string;
      record: EpochRecord;
      best: Best | null;
      /** Of this epoch's validation, `confusion[truth][prediction]`; null without validation images. */
      confusion: readonly (readonly number[])[] | null;
      isBest: boolean;
    }
  | { type: "runPaused"; runId: string }
  | { type: "runResumed"; runId: string }
  /** The device was lost, and the run goes on from its newest good state. */
  | {
      type: "runRecovered";
      runId: string;
      /** Where that was: epochs gone, with a fraction within an epoch. */
      epochsGone: number;
      message: string;
    }
  | { type: "runEnded"; runId: string; reason: EndReason; message: string; best: Best | null }
  | { type: "runFailed"; runId: string; message: string };
