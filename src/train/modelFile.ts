/** `best.safetensors` and `last.safetensors`: weights with what using them needs in the metadata. */
import { z } from "zod";
import { buildPart } from "../lib/part";
import type { Normalization } from "../data/batch";
import type { Model } from "../nn/model";
import { checkModelState, type ModelState } from "../nn/state";
import { models } from "../parts/models";
import { readSafetensors } from "../parts/formats/safetensors";
import { readWeights, writeWeights } from "../parts/formats/weights";
import { parseConfig, type Config } from "./config";
import type { Best, EpochRecord } from "./events";

/** A model that can be used: its layers, numbers, classes and preprocessing. */
export interface TrainedModel {
  model: Model;
  state: ModelState;
  classes: readonly string[];
  normalization: Normalization;
  config: Config;
}

const triple = z.tuple([z.number(), z.number(), z.number()]);

export const normalizationSchema = z.object({ mean: triple, standardDeviation: triple });

const preprocessingSchema = normalizationSchema.extend({
  imageSizePx: z.int().min(1).max(4096),
});

export const classesSchema = z.array(z.string()).min(2);

/** What a run knows of weights that it made. */
export interface Origin {
  /** The run's best epoch so far, whichever weights these are. */
  best: Best | null;
  /** The epoch at whose end these very weights were measured; null where they were not. */
  epoch: EpochRecord | null;
}

/** Of weights whose run is not known. */
export const unknownOrigin: Origin = { best: null, epoch: null };

export function writeModelFile(trained: TrainedModel, origin: Origin): Uint8Array<ArrayBuffer> {
  return writeWeights(trained.model, trained.state, modelMetadata(trained, origin));
}

/** What using the weights needs and where they come from, in every format the same strings. */
export function modelMetadata(
  { model, classes, normalization, config }: TrainedModel,
  { best, epoch }: Origin,
): Record<string, string> {
  return {
    homeroom: "1",
    classes: JSON.stringify(classes),
    preprocessing: JSON.stringify({
      imageSizePx: model.imageSizePx,
      resize: "shorter side, antialiased bilinear, centre crop",
      ...normalization,
    }),
    config: JSON.stringify(config),
    seed: String(config.seed),
    best: JSON.stringify(best),
    metrics: JSON.stringify(epoch && metricsOf(epoch)),
  };
}

/** `perClassF1` in the order of the classes. */
function metricsOf({ epoch, trainLoss, valLoss, accuracy, macroF1, perClassF1 }: EpochRecord) {
  return { epoch, trainLoss, valLoss, accuracy, macroF1, perClassF1 };
}

/** Throws, saying what is wrong, where the file is damaged or not one of ours. */
export function readModelFile(bytes: Uint8Array): TrainedModel {
  const { metadata } = readSafetensors(bytes);
  if (!metadata.homeroom)
    throw new Error(
      "These weights were not saved by Homeroom: the file doesn't say which model, classes and preprocessing they belong to.",
    );
  const { config, classes, imageSizePx, normalization } = readModelMetadata(metadata);
  const model = buildPart(models, config.model, { classCount: classes.length, imageSizePx });
  const state = readWeights(model, bytes);
  checkModelState(model, state);
  return { model, state, classes, normalization, config };
}

export interface ModelMetadata {
  config: Config;
  classes: readonly string[];
  imageSizePx: number;
  normalization: Normalization;
}

/** What `modelMetadata` wrote. Throws, saying what is wrong, where it is damaged. */
export function readModelMetadata(metadata: Readonly<Record<string, string>>): ModelMetadata {
  const { config, errors } = parseConfig(parseJson(metadata.config));
  if (!config)
    throw new Error(
      `The file's configuration can't be used: ${errors.map((it) => `${it.path}: ${it.message}`).join(" ")}`,
    );
  const classes = classesSchema.safeParse(parseJson(metadata.classes));
  const preprocessing = preprocessingSchema.safeParse(parseJson(metadata.preprocessing));
  if (!classes.success || !preprocessing.success) throw new Error(DAMAGED);
  const { imageSizePx, mean, standardDeviation } = preprocessing.data;
  const normalization = { mean, standardDeviation };
  return { config, classes: classes.data, imageSizePx, normalization };
}

const DAMAGED = "The file's metadata is damaged.";

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw new Error(DAMAGED);
  }
}
