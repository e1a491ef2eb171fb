/** A run's configuration: one schema for the form, the file and the checkpoint. */
import { z } from "zod";
import {
  optionsShape,
  registrySchema,
  type Options,
  type PartConfig,
  type Values,
} from "../lib/part";
import { augmentations } from "../parts/augmentations";
import { losses } from "../parts/losses";
import { metrics, type MetricName } from "../parts/metrics";
import { mixes } from "../parts/mixes";
import { models } from "../parts/models";
import { optimizers } from "../parts/optimizers";
import { schedules } from "../parts/schedules";
import { splits } from "../data/split";

/** Fields outside the registries, described as the parts' options are. */
export const dataFields = {
  imageSizePx: {
    kind: "integer",
    label: "Image size",
    unit: "px",
    help: "Images are scaled to fill a square of this side and cropped at the centre.",
    default: 64,
    min: 8,
    max: 512,
    step: 4,
  },
  normalize: {
    kind: "choice",
    label: "Normalisation",
    help: "What is subtracted from and divided into each colour channel.",
    default: "dataset",
    choices: [
      { value: "dataset", label: "Mean and deviation of the training images" },
      { value: "imagenet", label: "ImageNet's mean and deviation" },
      { value: "weights", label: "As the starting weights were trained" },
      { value: "none", label: "None: values from 0 to 1" },
    ],
  },
  sampler: {
    kind: "choice",
    label: "Sampler",
    help: "Balanced draws every class equally often, with repetition.",
    default: "shuffle",
    choices: [
      { value: "shuffle", label: "Shuffle: every image once per epoch" },
      { value: "balanced", label: "Balanced classes" },
    ],
  },
  classWeights: {
    kind: "choice",
    label: "Class weights",
    help: "Balanced gives rare classes more weight in the loss: images / (classes × class images).",
    default: "none",
    choices: [
      { value: "none", label: "None" },
      { value: "balanced", label: "Balanced" },
    ],
  },
} as const satisfies Options;

export const trainingFields = {
  epochs: {
    kind: "integer",
    label: "Epochs",
    help: "How many times training goes through the images.",
    default: 10,
    min: 1,
    max: 10000,
  },
  batchSize: {
    kind: "integer",
    label: "Batch size",
    unit: "images",
    help: "Images that go through the model at once.",
    default: 32,
    min: 1,
    max: 4096,
  },
  accumulationSteps: {
    kind: "integer",
    label: "Accumulation steps",
    help: "Batches whose gradients are summed before one optimizer step. BatchNorm still sees single batches.",
    default: 1,
    min: 1,
    max: 1024,
  },
  clipNorm: {
    kind: "optionalNumber",
    label: "Clip gradient norm",
    help: "The largest global gradient norm; empty turns clipping off.",
    default: null,
    min: 0,
    exclusiveMin: true,
    step: 0.5,
  },
  clipValue: {
    kind: "optionalNumber",
    label: "Clip gradient values",
    help: "The largest size of each number of the gradient, after clipping by norm; empty turns it off.",
    default: null,
    min: 0,
    exclusiveMin: true,
    step: 0.1,
  },
  weightDecayOn: {
    kind: "choice",
    label: "Weight decay on",
    help: "Many recipes spare biases and norms: they are few, and have no reason to be small.",
    default: "all",
    choices: [
      { value: "all", label: "All parameters" },
      { value: "weights", label: "Weights only, not biases and norms" },
    ],
  },
  backboneRate: {
    kind: "number",
    label: "Backbone rate",
    help: "The learning rate of everything before the head, as a share of the head's.",
    default: 1,
    min: 0,
    exclusiveMin: true,
    max: 1,
    step: 0.1,
  },
  layerDecay: {
    kind: "number",
    label: "Layer-wise rate decay",
    help: "Each block further from the head learns at this share of the next one's rate.",
    default: 1,
    min: 0,
    exclusiveMin: true,
    max: 1,
    step: 0.05,
  },
  unfreezeEpoch: {
    kind: "optionalInteger",
    label: "Unfreeze at epoch",
    help: "From this epoch on all layers are trained; empty leaves frozen what is frozen.",
    default: null,
    min: 2,
    max: 10000,
  },
  emaDecay: {
    kind: "optionalNumber",
    label: "EMA decay",
    help: "Validate and save a moving average of the weights, of which this share stays at each step; empty turns it off.",
    default: null,
    min: 0,
    max: 1,
    exclusiveMax: true,
    step: 0.001,
  },
  emaWarmup: {
    kind: "boolean",
    label: "EMA warm-up",
    help: "Lets the average follow faster at first: step t keeps at most (1 + t) / (10 + t).",
    default: false,
  },
  bestBy: {
    kind: "choice",
    label: "Best checkpoint by",
    help: "Which validation metric decides the best epoch.",
    default: "macroF1",
    choices: Object.entries(metrics).map(([value, { label }]) => ({
      value: value as MetricName,
      label,
    })),
  },
  earlyStoppingPatience: {
    kind: "optionalInteger",
    label: "Early stopping patience",
    unit: "epochs",
    help: "Stop after this many epochs without a better metric; empty turns it off.",
    default: null,
    min: 1,
    max: 10000,
  },
} as const satisfies Options;

const CONFIG_VERSION = 1;

const schema = z.strictObject({
  version: z
    .literal(
      CONFIG_VERSION,
      `This version of Homeroom reads configuration version ${CONFIG_VERSION}.`,
    )
    .default(CONFIG_VERSION),
  seed: z.int("Must be a whole number.").min(0).max(0xffffffff).default(42),
  data: z
    .strictObject({
      ...optionsShape(dataFields),
      split: registrySchema(splits).prefault({ name: "stratified" } as never),
      augmentations: z
        .array(registrySchema(augmentations))
        .prefault([{ name: "horizontalFlip" }] as never),
      mix: registrySchema(mixes).prefault({ name: "none" } as never),
    })
    .prefault({}),
  model: registrySchema(models).prefault({ name: "smallCnn" } as never),
  loss: registrySchema(losses).prefault({ name: "crossEntropy" } as never),
  optimizer: registrySchema(optimizers).prefault({ name: "adamW" } as never),
  schedule: registrySchema(schedules).prefault({ name: "cosineAnnealing" } as never),
  training: z.strictObject(optionsShape(trainingFields)).prefault({}),
});

export interface Config {
  version: typeof CONFIG_VERSION;
  /** All randomness of a run comes from it. */
  seed: number;
  data: Values<typeof dataFields> & {
    split: PartConfig<typeof splits>;
    augmentations: PartConfig<typeof augmentations>[];
    mix: PartConfig<typeof mixes>;
  };
  model: PartConfig<typeof models>;
  loss: PartConfig<typeof losses>;
  optimizer: PartConfig<typeof optimizers>;
  schedule: PartConfig<typeof schedules>;
  training: Values<typeof trainingFields>;
}

export interface FieldError {
  /** Dotted, for example `training.batchSize`; empty for the file as a whole. */
  path: string;
  message: string;
}

/** Fills in defaults; refuses unknown keys and impossible values with a message per field. */
export function parseConfig(
  value: unknown,
): { config: Config; errors: [] } | { config: null; errors: FieldError[] } {
  const result = schema.safeParse(value);
  if (result.success) return { config: result.data as Config, errors: [] };
  return {
    config: null,
    errors: result.error.issues.flatMap((issue) => {
      const path = issue.path.join(".");
      if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
      return issue.keys.map((key) => ({
        path: path ? `${path}.${key}` : key,
        message: "There is no such setting.",
      }));
    }),
  };
}

export const defaultConfig: Config = schema.parse({}) as Config;
