/** A configuration and a data set made into the things that training works with. */
import { buildPart } from "../lib/part";
import type { Dataset, Split } from "../data/dataset";
import type { Normalization } from "../data/batch";
import { normalizationOf } from "../data/normalization";
import { splits } from "../data/split";
import type { LossSum, ParameterSettings } from "../engine/engine";
import type { ModelCut } from "../nn/cut";
import type { FrozenLayers } from "../nn/frozen";
import type { Model } from "../nn/model";
import {
  augmentations,
  composeAugmentations,
  type ComposedAugmentation,
} from "../parts/augmentations";
import { losses } from "../parts/losses";
import type { Loss } from "../parts/losses/loss";
import { lossSumOf } from "../parts/losses/lossSumOf";
import { mixes } from "../parts/mixes";
import type { Mixing } from "../parts/mixes/mix";
import { optimizers } from "../parts/optimizers";
import type { Optimizer } from "../parts/optimizers/optimizer";
import { schedules } from "../parts/schedules";
import type { Schedule } from "../parts/schedules/schedule";
import { balancedWeights } from "./balancedWeights";
import { modelOf } from "./checkpoint";
import type { Config } from "./config";
import { featureCut } from "./featureCut";
import { frozenLayers } from "./frozenLayers";
import { parameterSettings } from "./parameterSettings";

export interface Recipe {
  config: Config;
  dataset: Dataset;
  split: Split;
  model: Model;
  loss: Loss;
  /** The same, as engines sum it up. */
  lossSum: LossSum;
  optimizer: Optimizer;
  /** How a step treats each parameter. */
  settings: ReadonlyMap<string, ParameterSettings>;
  /** Until `training.unfreezeEpoch`. */
  frozen: FrozenLayers;
  /** Where features can be kept; null trains the whole model. */
  cut: ModelCut | null;
  schedule: Schedule;
  augmentation: ComposedAugmentation | null;
  /** null mixes no images. */
  mixing: Mixing | null;
  normalization: Normalization;
  stepsPerEpoch: number;
}

export function makeRecipe(config: Config, dataset: Dataset): Recipe {
  const { data } = config;
  const { imageSizePx } = dataset;
  const split = splitOf(config, dataset);
  const stepsPerEpoch = stepsPerEpochOf(split.train.length, config.training);
  const model = modelOf(config, dataset.classes, imageSizePx);
  const loss = lossOf(config, dataset, split);
  const { frozen } = frozenLayers(model, config.model.trainable);
  return {
    config,
    dataset,
    split,
    model,
    loss,
    lossSum: lossSumOf(loss),
    optimizer: buildPart(optimizers, config.optimizer, undefined),
    settings: parameterSettings(model, config.training),
    frozen,
    cut: featureCut(config, model, frozen, split.train.length + split.validation.length),
    schedule: scheduleOf(config, stepsPerEpoch),
    augmentation: composeAugmentations(
      data.augmentations.map((part) => buildPart(augmentations, part, { imageSizePx })),
    ),
    mixing: buildPart(mixes, data.mix, { imageSizePx }),
    normalization: recipeNormalization(config, dataset, split),
    stepsPerEpoch,
  };
}

function recipeNormalization(
  { data, model: { weights } }: Config,
  dataset: Dataset,
  split: Split,
): Normalization {
  if (data.normalize !== "weights") return normalizationOf(data.normalize, dataset, split.train);
  if (!weights) throw new Error("There are no starting weights whose normalisation to follow.");
  const { mean, standardDeviation } = weights;
  return { mean, standardDeviation };
}

export function splitOf(config: Config, dataset: Dataset): Split {
  return buildPart(splits, config.data.split, undefined)(dataset, config.seed);
}

/** Optimizer steps; the last window of an epoch may be shorter. */
export function stepsPerEpochOf(
  imageCount: number,
  { batchSize, accumulationSteps }: Pick<Config["training"], "batchSize" | "accumulationSteps">,
): number {
  return Math.ceil(imageCount / (batchSize * accumulationSteps));
}

export function lossOf(config: Config, dataset: Dataset, split: Split): Loss {
  return buildPart(losses, config.loss, {
    classCount: dataset.classes.length,
    classWeights: classWeightsOf(config, dataset, split),
  });
}

/** `[classes]`, or null for equal weights. */
export function classWeightsOf(
  config: Config,
  { classes, labels }: Dataset,
  { train }: Split,
): readonly number[] | null {
  return config.data.classWeights === "balanced"
    ? balancedWeights(labels, train, classes.length)
    : null;
}

export function scheduleOf(config: Config, stepsPerEpoch: number): Schedule {
  return buildPart(schedules, config.schedule, {
    baseLearningRate: config.optimizer.learningRate,
    epochs: config.training.epochs,
    stepsPerEpoch,
  });
}
