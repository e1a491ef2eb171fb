/** A warm-up in front of any schedule: the rate rises in a line, optimizer step by optimizer step. */
import type { Options, Part, Values } from "../../lib/part";
import { inSequence } from "./inSequence";
import type { Schedule, ScheduleContext } from "./schedule";

export const warmupOptions = {
  warmupEpochs: {
    kind: "integer",
    label: "Warm-up",
    unit: "epochs",
    help: "Epochs in which the rate rises before the schedule begins. They count as epochs of the run.",
    default: 0,
    min: 0,
    max: 10000,
  },
  warmupStartFactor: {
    kind: "number",
    label: "Warm-up starts at",
    help: "The first rate, as a part of the rate at which the schedule begins.",
    default: 0.1,
    min: 0,
    max: 1,
    step: 0.1,
  },
} as const satisfies Options;

type Warmup = Values<typeof warmupOptions>;

/**
 * Adds the warm-up's options to a schedule. The line is `torch.optim.lr_scheduler.LinearLR`'s over
 * warmupEpochs × stepsPerEpoch steps, and ends where the schedule begins (for most that is the base
 * rate). The schedule's own clock starts at 0 after it, as in `SequentialLR`; it is told only of the
 * epochs that are left, and sees no metric of the warm-up.
 */
export function withWarmup<const O extends Options>(
  part: Part<O, ScheduleContext, Schedule>,
): Part<O & typeof warmupOptions, ScheduleContext, Schedule> {
  return {
    ...part,
    options: { ...part.options, ...warmupOptions },
    check: part.check,
    build: (options, context) => {
      const { warmupEpochs, warmupStartFactor } = options as Warmup;
      const inner = part.build(options, {
        ...context,
        epochs: context.epochs - warmupEpochs,
      });
      if (warmupEpochs === 0) return inner;
      const warmupSteps = warmupEpochs * context.stepsPerEpoch;
      const begin = inner.at({ epoch: 0, step: 0 }, []);
      const line: Schedule = {
        at: ({ step }) => {
          const factor = warmupStartFactor + (1 - warmupStartFactor) * (step / warmupSteps);
          return { ...begin, learningRate: begin.learningRate * factor };
        },
      };
      const stages = [
        { schedule: line, startEpoch: 0 },
        { schedule: inner, startEpoch: warmupEpochs },
      ];
      return inSequence(stages, context.stepsPerEpoch);
    },
  };
}
