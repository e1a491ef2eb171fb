/** Finds out whether a weights file can be what a chosen architecture starts with, and by which of its options. */
import type { StartingWeights } from "../lib/startingWeights";
import { buildPart, describeRegistry, registrySchema } from "../lib/part";
import type { Model } from "../nn/model";
import { headOf } from "../nn/sections";
import { models } from "../parts/models";
import { readSafetensors, type NamedTensor } from "../parts/formats/safetensors";
import { imageNetPreprocessing } from "../parts/weights/catalogue";
import { differencesOf } from "../parts/weights/differences";
import type { Config } from "./config";
import { readModelMetadata } from "./modelFile";

type ModelConfig = Config["model"];

const schema = registrySchema(models);

export type WeightsFit =
  | {
      ok: true;
      /** The chosen architecture, with the options that the file's tensors want. */
      model: ModelConfig;
      preprocessing: Omit<StartingWeights, "name" | "sha256">;
    }
  | {
      ok: false;
      message: string;
      /** A line for each tensor. */
      differences: readonly string[];
    };

/** Throws where the file is no sound safetensors file. */
export function fitWeights(bytes: Uint8Array, chosen: ModelConfig): WeightsFit {
  const { tensors, metadata } = readSafetensors(bytes);
  const own = metadata.homeroom ? readModelMetadata(metadata) : null;
  const preprocessing = own
    ? { imageSizePx: own.imageSizePx, ...own.normalization }
    : imageNetPreprocessing;
  const { trainable } = chosen;
  // An imported model is no architecture that one could choose: its file brings it.
  const isOwn = own && [chosen.name, "imported"].includes(own.config.model.name);
  const candidates =
    own && isOwn ? [{ ...own.config.model, trainable, weights: null }] : variantsOf(chosen);
  const compared = candidates.map((model) => ({
    model,
    differences: differencesOf(modelFor(model, tensors), tensors),
  }));
  const closest = compared.reduce((best, it) =>
    it.differences.length < best.differences.length ? it : best,
  );
  if (closest.differences.length === 0) return { ok: true, model: closest.model, preprocessing };
  const { differences } = closest;
  if (isOwn)
    return {
      ok: false,
      message: "Its weights do not fit its own model: the file is damaged.",
      differences,
    };
  const other = own?.config.model.name ?? otherArchitecture(tensors);
  const hint =
    other && other !== chosen.name
      ? ` They fit ${models[other].label}: choose that one first.`
      : "";
  const message = `These weights do not fit ${models[chosen.name].label}.${hint}`;
  return { ok: false, message, differences };
}

/** The model whose head has as many classes as the file's. */
export function modelFor(config: ModelConfig, tensors: readonly NamedTensor[]): Model {
  const build = (classCount: number) =>
    buildPart(models, config, { classCount, imageSizePx: imageNetPreprocessing.imageSizePx });
  const head = headWeight(build(2));
  const [classCount] = tensors.find(({ name }) => name === head)?.shape ?? [];
  return build(classCount && classCount <= MAX_CLASSES ? classCount : 2);
}

/** No classifier has more, and a model of more could not be built here. */
const MAX_CLASSES = 65_535;

/** The head's weight `[classes, features]`. */
const headWeight = (model: Model) =>
  headOf(model).parameters.find((name) => name.endsWith(".weight"));

/**
 * The choice itself, then the same with other layouts and stems, which decide what the tensors are
 * called and how large they are.
 */
function variantsOf(chosen: Partial<ModelConfig>): ModelConfig[] {
  const variants: ModelConfig[] = [];
  for (const layout of [undefined, "torchvision", "timm"])
    for (const stem of [undefined, "large", "small"]) {
      const options = {
        ...chosen,
        ...(layout && { layout }),
        ...(stem && { stem }),
        weights: null,
      };
      // An architecture without the option refuses it.
      const { data } = schema.safeParse(options);
      if (data && !variants.some((it) => JSON.stringify(it) === JSON.stringify(data)))
        variants.push(data);
    }
  return variants;
}

/** The architecture that the file does fit, in whatever variant. */
function otherArchitecture(tensors: readonly NamedTensor[]): ModelConfig["name"] | undefined {
  return describeRegistry(models)
    .flatMap(({ name }) => schema.safeParse({ name }).data ?? [])
    .find((model) =>
      variantsOf(model).some((it) => differencesOf(modelFor(it, tensors), tensors).length === 0),
    )?.name;
}
