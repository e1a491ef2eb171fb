/** What a run will take of the device's memory, and a way to make it fit. */
import { memoryPlan, type MemoryLimits, type MemoryPlan } from "../engine/memoryPlan";
import { evaluationBatchOf } from "../engine/plan/evaluationBatch";
import type { Tier } from "../engine/tier";
import { buildPart } from "../lib/part";
import { optimizers } from "../parts/optimizers";
import type { RunMemory } from "../protocol";
import { modelOf } from "./checkpoint";
import { trainingFields, type Config } from "./config";

interface Situation {
  tier: Tier;
  limits: MemoryLimits;
  classes: readonly string[];
  imageCount: number;
  /** Whether gradients of smaller batches add up to those of the whole. */
  canAccumulate: boolean;
}

/** null where it can't be told: on a tier without compiled steps. */
export function runMemory(config: Config, situation: Situation): RunMemory | null {
  const { batchSize, accumulationSteps } = config.training;
  const { limits, canAccumulate } = situation;
  const plan = planOf(config, batchSize, situation);
  if (!plan) return null;
  const fits = ({ peakBytes, largestBytes }: MemoryPlan) =>
    peakBytes <= limits.totalBytes && largestBytes <= limits.bufferBytes;
  const memory = { peakBytes: plan.peakBytes, limitBytes: limits.totalBytes, fits: fits(plan) };
  if (memory.fits || !canAccumulate) return { ...memory, proposal: null };
  const effective = batchSize * accumulationSteps;
  for (let smaller = batchSize - 1; smaller >= SMALLEST_BATCH; smaller--) {
    const steps = effective / smaller;
    if (!Number.isInteger(steps) || steps > trainingFields.accumulationSteps.max) continue;
    const planned = planOf(config, smaller, situation);
    if (planned && fits(planned)) {
      const { peakBytes } = planned;
      return { ...memory, proposal: { batchSize: smaller, accumulationSteps: steps, peakBytes } };
    }
  }
  return { ...memory, proposal: null };
}

/** BatchNorm has no statistics of a single image. */
const SMALLEST_BATCH = 2;

function planOf(
  config: Config,
  batchSize: number,
  { tier, limits: { target }, classes, imageCount }: Situation,
): MemoryPlan | null {
  const model = modelOf(config, classes, config.data.imageSizePx);
  const slotCount = buildPart(optimizers, config.optimizer, undefined).slots.length;
  try {
    const evaluationBatch = evaluationBatchOf(model, batchSize);
    const hasAverage = config.training.emaDecay !== null;
    const images = { batchSize, evaluationBatch, imageCount };
    return memoryPlan(tier, { model, ...images, slotCount, hasAverage, target });
  } catch {
    // Not to be compiled: training says so, and runs without compiled steps.
    return null;
  }
}
