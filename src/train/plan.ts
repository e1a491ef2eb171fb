/** What a configuration means for the data at hand: what is wrong with it, and what it will cost. */
import type { Dataset, Split } from "../data/dataset";
import type { MemoryLimits } from "../engine/memoryPlan";
import type { Tier } from "../engine/tier";
import { buildPart } from "../lib/part";
import { costOf } from "../nn/model";
import { optimizers } from "../parts/optimizers";
import type { RunPlan } from "../protocol";
import type { Config, FieldError } from "./config";
import { modelOf } from "./checkpoint";
import { runMemory } from "./runMemory";
import { frozenLayers } from "./frozenLayers";
import { lossOf, scheduleOf, splitOf, stepsPerEpochOf } from "./recipe";

export interface PlanResult {
  errors: readonly FieldError[];
  plan: RunPlan | null;
}

/** `device` is where the run would be; without it the plan says nothing of memory. */
export function planRun(
  config: Config,
  dataset: Dataset,
  device: { tier: Tier; limits: MemoryLimits } | null = null,
): PlanResult {
  const { batchSize, accumulationSteps, epochs } = config.training;
  const split = splitOf(config, dataset);
  const loss = lossOf(config, dataset, split);
  const stepsPerEpoch = stepsPerEpochOf(split.train.length, config.training);
  const errors: FieldError[] = [];
  const refuse = (path: string, message: string) => errors.push({ path, message });

  if (split.train.length === 0)
    refuse("data.split", "No images are left to train with. Make the other shares smaller.");
  if (config.data.normalize === "weights" && !config.model.weights)
    refuse(
      "data.normalize",
      "There are no starting weights to follow. Choose another normalisation, or weights.",
    );
  if (loss.kind === "perBatch" && accumulationSteps > 1)
    refuse(
      "training.accumulationSteps",
      "This loss is not a sum over images, so gradients of smaller batches do not add up to its own. Choose 1, or another loss.",
    );
  if (loss.kind === "perBatch" && config.data.mix.name !== "none")
    refuse(
      "data.mix.name",
      "Soft F1 counts images of one class each: its best answer to a mixed image is one of the two classes, not their shares. Choose None, or another loss.",
    );
  if (config.training.earlyStoppingPatience !== null && split.validation.length === 0)
    refuse(
      "training.earlyStoppingPatience",
      "Early stopping needs validation images. Leave it empty, or give validation a share.",
    );
  if (config.schedule.warmupEpochs >= epochs)
    refuse(
      "schedule.warmupEpochs",
      `The warm-up has to be shorter than the run of ${epochs} ${epochs === 1 ? "epoch" : "epochs"}.`,
    );
  const firstRate = scheduleOf(config, stepsPerEpoch).at({ epoch: 0, step: 0 }, []);
  const optimizer = buildPart(optimizers, config.optimizer, undefined);
  if (firstRate.momentum !== undefined && !optimizer.hasMomentum)
    refuse(
      "schedule.cycleMomentum",
      "This optimizer has no momentum to cycle. Turn this off, or give the optimizer momentum.",
    );
  let cost;
  try {
    const model = modelOf(config, dataset.classes, config.data.imageSizePx);
    cost = costOf(model);
    const { unknown, groups } = frozenLayers(model, config.model.trainable);
    if (unknown.length > 0)
      refuse(
        "model.trainable",
        `No layer's name begins with "${unknown[0]!}". Write all, head, or some of: ${groups.join(", ")}.`,
      );
  } catch (error) {
    refuse("data.imageSizePx", error instanceof Error ? error.message : String(error));
  }
  if (errors.length > 0 || !cost) return { errors, plan: null };
  return {
    errors,
    plan: {
      parameterCount: cost.parameterCount,
      forwardFlops: 2 * cost.multiplyAdds,
      imageCounts: {
        train: split.train.length,
        validation: split.validation.length,
        test: split.test.length,
      },
      stepsPerEpoch,
      totalSteps: stepsPerEpoch * epochs,
      // Fewer images than that are one batch, as a DataLoader makes of them.
      effectiveBatchSize: Math.min(batchSize * accumulationSteps, split.train.length),
      memory:
        device &&
        runMemory(config, {
          ...device,
          classes: dataset.classes,
          imageCount: dataset.labels.length,
          canAccumulate: loss.kind === "perImage",
        }),
      warnings: [
        ...warningsOf(config, dataset, split),
        ...averageWarnings(config, stepsPerEpoch * epochs),
      ],
    },
  };
}

function warningsOf(config: Config, { classes, labels }: Dataset, split: Split): string[] {
  const warnings: string[] = [];
  if (split.validation.length === 0) {
    warnings.push(
      "There are no validation images: no accuracy or F1 can be measured, and the last epoch counts as the best.",
    );
  } else {
    const without = classesWithout(split.validation, classes, labels);
    if (without.length > 0)
      warnings.push(
        `No validation images of ${without.join(", ")}: their F1 counts as 0 in the macro-F1.`,
      );
  }
  const untrained = classesWithout(split.train, classes, labels);
  if (untrained.length > 0)
    warnings.push(`No training images of ${untrained.join(", ")}: they can't be learned.`);
  if (config.model.trainable !== "all" && !config.model.weights)
    warnings.push(
      "The frozen layers keep the weights that they start with, which are random. Choose starting weights, or train all layers.",
    );
  if (config.training.accumulationSteps > 1)
    warnings.push(
      "BatchNorm sees one batch at a time, so accumulation is not quite the same as a larger batch.",
    );
  return warnings;
}

/** An average without warm-up begins at the random weights, and forgets them by `decay` a step. */
function averageWarnings({ training }: Config, totalSteps: number): string[] {
  const { emaDecay, emaWarmup } = training;
  if (emaDecay === null || emaWarmup) return [];
  const share = emaDecay ** totalSteps;
  if (share < NOTICEABLE_SHARE) return [];
  return [
    `At the end the average of the weights is still ${Math.round(100 * share)} % the random ones that the run begins with. Turn its warm-up on, or lower its decay.`,
  ];
}

const NOTICEABLE_SHARE = 0.01;

function classesWithout(
  indices: Uint32Array,
  classes: readonly string[],
  labels: Uint16Array,
): string[] {
  const present = new Set(Array.from(indices, (index) => labels[index]));
  return classes.filter((_, label) => !present.has(label));
}
