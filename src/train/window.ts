/**
 * An optimizer step's window: the micro-batches whose gradients it sums. A pure function of the recipe
 * and of the step's place, so that a step can be made again, or looked at without making it.
 */
import type { Batch } from "../data/batch";
import { epochOrder, makeBatch } from "../data/batches";
import { mixedBatch } from "../data/mixedBatch";
import { randomFrom, randomKey } from "../lib/random";
import type { Recipe } from "./recipe";

/** From 0: an epoch, and an optimizer step within it. */
export interface StepPlace {
  epoch: number;
  stepInEpoch: number;
}

export interface MicroBatch {
  batch: Batch;
  /** Seeds this micro-batch's dropout masks. */
  dropoutKey: number;
  /** What its share of the loss is divided by: Σ of its labels' weights, or their number. */
  denominator: number;
}

/** Indices into the data set, in the order in which the epoch shows them. */
export function orderOf({ config, dataset, split }: Recipe, epoch: number): Uint32Array {
  return epochOrder(split.train, dataset.labels, config.data.sampler, config.seed, epoch);
}

/** At most `accumulationSteps` micro-batches; the last window of an epoch may be shorter. */
export function* windowOf(
  recipe: Recipe,
  order: Uint32Array,
  { epoch, stepInEpoch }: StepPlace,
): Generator<MicroBatch, void> {
  const { config, dataset, loss, augmentation, mixing, normalization } = recipe;
  const { seed } = config;
  const { batchSize, accumulationSteps } = config.training;
  const start = stepInEpoch * accumulationSteps * batchSize;
  const window = order.subarray(start, start + accumulationSteps * batchSize);
  const mix = mixing?.(randomFrom(randomKey(seed, "mix", epoch, stepInEpoch))) ?? null;
  for (let micro = 0; micro < accumulationSteps; micro++) {
    const position = (stepInEpoch * accumulationSteps + micro) * batchSize;
    if (position >= order.length) return;
    const indices = order.subarray(position, position + batchSize);
    const augment = { augmentation, key: randomKey(seed, "augment", epoch), position };
    const plain = makeBatch(dataset, indices, normalization, augment);
    const batch = mix
      ? mixedBatch(plain, dataset, window, { ...augment, position: start }, position - start, mix)
      : plain;
    yield {
      batch,
      dropoutKey: randomKey(seed, "dropout", epoch, position),
      denominator: loss.kind === "perImage" ? loss.denominator(batch.targets) : 1,
    };
  }
}
