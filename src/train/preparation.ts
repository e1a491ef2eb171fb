/** What a run will ask of its engine, so that it can be compiled and checked before the first step. */
import { evaluationBatchOf } from "../engine/plan/evaluationBatch";
import type { Preparation } from "../engine/preparation";
import type { Recipe } from "./recipe";
import { frozenAt } from "./updateOf";

export function preparationOf(recipe: Recipe, onProgress: Preparation["onProgress"]): Preparation {
  const { config, model, split, lossSum, optimizer } = recipe;
  const { epochs, batchSize, clipNorm, clipValue, emaDecay } = config.training;
  return {
    evaluationBatches: batchesOf(split.validation.length, evaluationBatchOf(model, batchSize)),
    training: {
      batches: batchesOf(split.train.length, batchSize),
      loss: lossSum,
      optimizer,
      clipNorm,
      clipValue,
      frozen: [...new Set([frozenAt(recipe, 0), frozenAt(recipe, epochs - 1)])],
      hasAverage: emaDecay !== null,
    },
    onProgress,
  };
}

/** The sizes that occur when `imageCount` images are taken in turn: whole batches and what is left. */
export function batchesOf(imageCount: number, batchSize: number): number[] {
  const sizes = [Math.min(batchSize, imageCount), imageCount % batchSize];
  return [...new Set(sizes)].filter((size) => size > 0);
}
