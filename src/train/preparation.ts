/** What a run will ask of its engine, so that it can be compiled and checked before the first step. */
import { evaluationBatchOf } from "../engine/plan/evaluationBatch";
import type { Preparation } from "../engine/preparation";
import type { Recipe } from "./recipe";

export function preparationOf(
  { config, model, split, lossSum, optimizer, frozen }: Recipe,
  onProgress: Preparation["onProgress"],
): Preparation {
  const { batchSize, clipNorm, clipValue } = config.training;
  return {
    evaluationBatches: batchesOf(split.validation.length, evaluationBatchOf(model, batchSize)),
    training: {
      batches: batchesOf(split.train.length, batchSize),
      loss: lossSum,
      optimizer,
      clipNorm,
      clipValue,
      frozen,
    },
    onProgress,
  };
}

/** The sizes that occur when `imageCount` images are taken in turn: whole batches and what is left. */
export function batchesOf(imageCount: number, batchSize: number): number[] {
  const sizes = [Math.min(batchSize, imageCount), imageCount % batchSize];
  return [...new Set(sizes)].filter((size) => size > 0);
}
