/** What a run will take of the device's memory, and a way to make it fit. */
import { memoryPlan, type MemoryLimits, type MemoryPlan } from "../engine/memoryPlan";
import { evaluationBatchOf } from "../engine/plan/evaluationBatch";
import type { Tier } from "../engine/tier";
import { buildPart } from "../lib/part";
import { optimizers } from "../parts/optimizers";
import type { RunMemory } from "../protocol";
import { modelOf } from "./checkpoint";
import type { Config } from "./config";
import { featureBytes, featureCut } from "./featureCut";
import { frozenLayers } from "./frozenLayers";
import { trainingFields } from "./trainingFields";

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
  const { frozen } = frozenLayers(model, config.model.trainable);
  const cut = featureCut(config, model, frozen, imageCount);
  try {
    const evaluationBatch = evaluationBatchOf(model, batchSize);
    const hasAverage = config.training.emaDecay !== null;
    const trained = { batchSize, evaluationBatch, slotCount, hasAverage, target };
    if (!cut) return memoryPlan(tier, { model, imageCount, ...trained });
    const prefix = memoryPlan(tier, {
      model: cut.prefix,
      batchSize: null,
      evaluationBatch: evaluationBatchOf(cut.prefix, null),
      slotCount: 0,
      imageCount,
      hasAverage: false,
      target,
    });
    // It sees features alone.
    const head = memoryPlan(tier, { model: cut.head, imageCount: 0, ...trained });
    return sumOf(prefix, head, featureBytes(cut, imageCount));
  } catch {
    // Not to be compiled: training says so, and runs without compiled steps.
    return null;
  }
}

/** Both engines are there while features are worked out. */
function sumOf(
  prefix: MemoryPlan | null,
  head: MemoryPlan | null,
  keptBytes: number,
): MemoryPlan | null {
  return (
    prefix &&
    head && {
      peakBytes: prefix.peakBytes + head.peakBytes + keptBytes,
      largestBytes: Math.max(prefix.largestBytes, head.largestBytes),
    }
  );
}
