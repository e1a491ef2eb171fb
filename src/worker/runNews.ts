/** What the page is told of a run, from what the loop yields and from where it begins. */
import type { Checkpoint } from "../train/checkpoint";
import type { RunEvent } from "../train/events";
import type { Progress } from "../train/progress";
import type { TrainEvent } from "../train/train";
import type { Moment } from "./Pace";

/** null for what is no news: a step like any other. */
export function newsOf(
  event: TrainEvent,
  moment: Moment,
  { runId, progress }: { runId: string; progress: Progress },
): RunEvent | null {
  const told = {
    ...moment,
    type: "runProgress" as const,
    runId,
    phaseShare: null,
    trainLoss: null,
    gradientNorm: null,
  };
  switch (event.type) {
    case "step":
      return null;
    case "features": {
      const { done, total, learningRate } = event;
      return { ...told, phase: "features", phaseShare: done / total, learningRate };
    }
    case "progress": {
      const { trainLoss, learningRate, gradientNorm } = event;
      return { ...told, phase: "training", trainLoss, learningRate, gradientNorm };
    }
    case "validating":
      return { ...told, phase: "validating", learningRate: event.learningRate };
    case "epochEnded": {
      const { record, confusion, isBest } = event;
      return { type: "epochEnded", runId, record, best: progress.best, confusion, isBest };
    }
    default:
      return event satisfies never;
  }
}

export function startOf({ run, data, progress }: Checkpoint, isRestored: boolean): RunEvent {
  const { history, best, bestConfusion } = progress;
  return {
    type: "runStarted",
    runId: run.runId,
    run,
    dataName: data.name,
    epochs: history,
    best,
    confusion: bestConfusion,
    isRestored,
  };
}
