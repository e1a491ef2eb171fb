/** A configuration and a data set made into the things that training works with. */
import { buildPart } from "../lib/part";
import type { Dataset, Split } from "../data/dataset";
import type { Normalization } from "../data/batch";
import { normalizationOf } from "../data/normalization";
import { splits } from "../data/split";
import type { Model } from "../nn/model";
import { composeAugmentations, augmentations } from "../parts/augmentations";
import type { Augmentation } from "../parts/augmentations/augmentation";
import { losses } from "../parts/losses";
import type { Loss } from "../parts/losses/loss";
import { models } from "../parts/models";
import { optimizers } from "../parts/optimizers";
import type { Optimizer } from "../parts/optimizers/optimizer";
import { schedules } from "../parts/schedules";
import type { Schedule } from "../parts/schedules/schedule";
import { balancedWeights } from "./balancedWeights";
import type { Config } from "./config";

export interface Recipe {
  config: Config;
  dataset: Dataset;
  split: Split;
  model: Model;
  loss: Loss;
  optimizer: Optimizer;
  schedule: Schedule;
  augmentation: Augmentation | null;
  normalization: Normalization;
  /** Optimizer steps, the last window may be shorter. */
  stepsPerEpoch: number;
}

export function makeRecipe(config: Config, dataset: Dataset): Recipe {
  const { seed, data, training } = config;
  const classCount = dataset.classes.length;
  const { imageSizePx } = dataset;
  const split = buildPart(splits, data.split, undefined)(dataset, seed);
  const stepsPerEpoch = stepsPerEpochOf(split.train.length, training);
  const classWeights =
    data.classWeights === "balanced"
      ? balancedWeights(dataset.labels, split.train, classCount)
      : null;
  return {
    config,
    dataset,
    split,
    model: buildPart(models, config.model, { classCount, imageSizePx }),
    loss: buildPart(losses, config.loss, { classCount, classWeights }),
    optimizer: buildPart(optimizers, config.optimizer, undefined),
    schedule: scheduleOf(config, stepsPerEpoch),
    augmentation: composeAugmentations(
      data.augmentations.map((part) => buildPart(augmentations, part, { imageSizePx })),
    ),
    normalization: normalizationOf(data.normalize, dataset, split.train),
    stepsPerEpoch,
  };
}

/** Optimizer steps: one for each window of micro-batches, the last of which may be shorter. */
export function stepsPerEpochOf(
  imageCount: number,
  { batchSize, accumulationSteps }: Pick<Config["training"], "batchSize" | "accumulationSteps">,
): number {
  return Math.ceil(imageCount / (batchSize * accumulationSteps));
}

export function scheduleOf(config: Config, stepsPerEpoch: number): Schedule {
  return buildPart(schedules, config.schedule, {
    baseLearningRate: config.optimizer.learningRate,
    epochs: config.training.epochs,
    stepsPerEpoch,
  });
}
