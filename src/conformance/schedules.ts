/** Golden section `schedules`: the rate after each step, and the momentum where it is cycled. */
import { z } from "zod";
import { replayPlateau } from "../parts/schedules/replayPlateau";
import type { MetricHistoryEntry } from "../parts/schedules/schedule";
import { expectClose, float64Schedule } from "./compare";
import { real, vector } from "./nested";
import { casesSection, NotSupported } from "./section";
import { plateauConfig, plateauParams } from "./torchPlateau";
import { torchSchedule } from "./torchSchedules";

const scheduleCase = z.looseObject({
  id: z.string(),
  scheduler: z.string(),
  params: z.looseObject({}),
  base_lr: real,
  n_steps: z.int(),
  /** The argument of `step()` where it is a fraction of epochs. */
  step_args: vector.optional(),
  metric: vector.optional(),
  expected: z.looseObject({
    lr: vector,
    momentum: vector.optional(),
    beta1: vector.optional(),
    state_after_step: z.array(vector).optional(),
  }),
});

export const schedules = casesSection(scheduleCase, (golden) => {
  const { scheduler, params, expected, metric = [] } = golden;
  const { schedule, stepsPerEpoch } = torchSchedule(scheduler, params, {
    baseLearningRate: golden.base_lr,
    epochs: golden.n_steps,
    stepsPerEpoch: stepsThatHit(golden.step_args ?? []),
  });
  const history = metric.map((value): MetricHistoryEntry => ({
    validationLoss: value,
    accuracy: value,
    macroF1: value,
  }));
  const isPerStep = scheduler === "OneCycleLR";
  const rates = expected.lr.map((_, k) => {
    const epochs = golden.step_args ? (k === 0 ? 0 : golden.step_args[k - 1]!) : k;
    const step = isPerStep ? k : Math.round(epochs * stepsPerEpoch);
    return schedule.at({ epoch: Math.floor(step / stepsPerEpoch), step }, history.slice(0, k));
  });

  const learningRates = rates.map(({ learningRate }) => learningRate);
  expectClose("lr", learningRates, expected.lr, float64Schedule);
  const momentum = expected.momentum ?? expected.beta1;
  if (momentum) {
    // Where the schedule leaves the momentum alone, the optimizer's own stays.
    const actual = rates.map((rate) => rate.momentum ?? momentum[0]!);
    expectClose("momentum", actual, momentum, float64Schedule);
  }
  if (expected.state_after_step) {
    const rule = plateauConfig(plateauParams.parse(params));
    const mode = rule.metric === "validationLoss" ? "min" : "max";
    expected.state_after_step.forEach((state, k) => {
      const upTo = metric.slice(0, k + 1);
      const { badEpochs, cooldownLeft, best } = replayPlateau(
        { ...rule, mode },
        golden.base_lr,
        upTo,
      );
      expectClose(`state[${k}]`, [badEpochs, cooldownLeft, best], state, float64Schedule);
    });
  }
});

/** The smallest number of steps an epoch of which all these parts of epochs are whole multiples. */
function stepsThatHit(parts: readonly number[]): number {
  for (let steps = 1; steps <= 1000; steps++)
    if (parts.every((part) => Math.abs(part * steps - Math.round(part * steps)) < 1e-9))
      return steps;
  throw new NotSupported("steps at these parts of epochs");
}
