/** PyTorch's schedules that are made of others, from the product's. */
import { z } from "zod";
import { inSequence } from "../parts/schedules/inSequence";
import type { Schedule, ScheduleContext } from "../parts/schedules/schedule";
import { NotSupported } from "./section";

/** A schedule and the units in which its clock is counted. */
export interface TorchSchedule {
  schedule: Schedule;
  /** Optimizer steps an epoch; PyTorch's `step()` is one epoch, or one step of OneCycleLR. */
  stepsPerEpoch: number;
}

type Build = (scheduler: string, params: unknown) => TorchSchedule;
type Compose = (params: unknown, context: ScheduleContext, build: Build) => TorchSchedule;

const parts = z.array(z.strictObject({ scheduler: z.string(), params: z.unknown() })).min(1);
const sequence = z.strictObject({ schedulers: parts, milestones: z.array(z.int()) });
const chain = z.strictObject({ schedulers: parts });

export const compositions: Partial<Record<string, Compose>> = {
  SequentialLR: (params, context, build) => {
    const { schedulers, milestones } = sequence.parse(params);
    const stages = buildAll(schedulers, context, build).map((schedule, i) => ({
      schedule,
      startEpoch: i === 0 ? 0 : milestones[i - 1]!,
    }));
    return { ...context, schedule: inSequence(stages, context.stepsPerEpoch) };
  },
  // Each multiplies the rate that the others leave.
  ChainedScheduler: (params, context, build) => {
    const { baseLearningRate } = context;
    const chained = buildAll(chain.parse(params).schedulers, context, build);
    const at: Schedule["at"] = (moment, history) => ({
      learningRate: chained.reduce(
        (rate, it) => (rate * it.at(moment, history).learningRate) / baseLearningRate,
        baseLearningRate,
      ),
    });
    return { ...context, schedule: { at } };
  },
};

function buildAll(
  schedulers: z.infer<typeof parts>,
  { stepsPerEpoch }: ScheduleContext,
  build: Build,
): Schedule[] {
  return schedulers.map(({ scheduler, params }) => {
    const built = build(scheduler, params);
    if (built.stepsPerEpoch !== stepsPerEpoch)
      throw new NotSupported(`"${scheduler}" among schedules that step by epochs`);
    return built.schedule;
  });
}
