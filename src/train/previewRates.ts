/** The learning rate over a run before it starts, from the function that training uses. */
import type { MetricHistoryEntry } from "../parts/schedules/schedule";
import type { Config } from "./config";
import { scheduleOf } from "./recipe";

const MAX_POINTS = 400;
/** Where the data is not known yet. */
const ASSUMED_STEPS_PER_EPOCH = 20;

export interface RatePreview {
  rates: { epoch: number; learningRate: number }[];
  isMadeUp: boolean;
}

export function previewRates(config: Config, stepsPerEpoch: number | null): RatePreview {
  const steps = stepsPerEpoch ?? ASSUMED_STEPS_PER_EPOCH;
  const schedule = scheduleOf(config, steps);
  const { epochs } = config.training;
  const totalSteps = epochs * steps;
  const stride = Math.max(1, Math.floor(totalSteps / MAX_POINTS));
  const history = madeUpHistory(epochs);
  const rates: RatePreview["rates"] = [];
  for (let step = 0; step < totalSteps; step += stride) {
    const epoch = Math.floor(step / steps);
    const { learningRate } = schedule.at({ epoch, step }, history.slice(0, epoch));
    rates.push({ epoch: step / steps, learningRate });
  }
  return { rates, isMadeUp: schedule.followsMetric ?? false };
}

/** Metrics that improve for the first third of the run and then stand still. */
function madeUpHistory(epochs: number): MetricHistoryEntry[] {
  return Array.from({ length: epochs }, (_, epoch) => {
    const progress = Math.min(1, epoch / Math.max(1, epochs / 3));
    const score = 0.5 + 0.4 * progress;
    return { validationLoss: 1 - 0.7 * progress, accuracy: score, macroF1: score };
  });
}
