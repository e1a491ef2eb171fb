/** Schedules one after another, each with a clock of its own, as `torch.optim.lr_scheduler.SequentialLR`. */
import type { Schedule } from "./schedule";

export interface Stage {
  schedule: Schedule;
  /** The epoch of the run, from 0, that is this schedule's epoch 0; 0 for the first stage. */
  startEpoch: number;
}

/** `stages` are in the order of their starts. A stage sees no metric of the epochs before it. */
export function inSequence(stages: readonly Stage[], stepsPerEpoch: number): Schedule {
  const followsMetric = stages.some(({ schedule }) => schedule.followsMetric);
  return {
    ...(followsMetric ? { followsMetric } : {}),
    at: ({ epoch, step }, history) => {
      const { schedule, startEpoch } = stages.findLast((stage) => stage.startEpoch <= epoch)!;
      return schedule.at(
        { epoch: epoch - startEpoch, step: step - startEpoch * stepsPerEpoch },
        history.slice(startEpoch),
      );
    },
  };
}
