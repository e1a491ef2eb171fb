/** What `npm run parity` trains: short runs compared step by step, and whole runs by their macro-F1. */
import type { Dataset } from "../../src/data/dataset";
import { parseConfig, type Config } from "../../src/train/config";
import { presets } from "../../src/train/presets";

/** The sample's own size: both sides see the very same pixels. */
export const IMAGE_SIZE_PX = 28;

/** Leaves 600 training images of the sample, so that 20 steps are four epochs with short last batches. */
const STEP_CASE_STRIDE = 5;

export const COMPARED_STEPS = 20;

export interface StepCase {
  label: string;
  config: Config;
}

/**
 * 128 images a step, in one case as micro-batches: five steps an epoch. The rates of networks with ReLU
 * and max pooling are low: where a rounded number falls on another side of a kink, gradients jump.
 */
export const stepCases: readonly StepCase[] = [
  stepCase("Cross entropy · SGD with momentum · cosine", {
    loss: { name: "crossEntropy" },
    optimizer: { name: "sgd", learningRate: 0.01, momentum: 0.9, weightDecay: 0.0005 },
    schedule: { name: "cosineAnnealing" },
  }),
  stepCase("Focal, label smoothing · AdamW · one cycle · 2 micro-batches of 16", {
    loss: { name: "focal", gamma: 2, labelSmoothing: 0.1 },
    optimizer: { name: "adamW", learningRate: 0.0005 },
    schedule: { name: "oneCycle" },
    training: { batchSize: 64, accumulationSteps: 2 },
  }),
  stepCase("Label smoothing · Nesterov · StepLR · clipping by norm and value", {
    loss: { name: "crossEntropy", labelSmoothing: 0.1 },
    optimizer: { name: "sgd", learningRate: 0.01, momentum: 0.9, nesterov: true },
    schedule: { name: "step", stepSize: 2, gamma: 0.5 },
    training: { clipNorm: 0.5, clipValue: 0.05 },
  }),
  stepCase("Cross entropy · RMSprop · exponential · EMA · groups", {
    loss: { name: "crossEntropy" },
    optimizer: { name: "rmsprop", learningRate: 0.0001, weightDecay: 0.01 },
    schedule: { name: "exponential", gamma: 0.8 },
    training: { emaDecay: 0.9, weightDecayOn: "weights", backboneRate: 0.3 },
  }),
  stepCase("Label smoothing · AdamW · one cycle", {
    data: { imageSizePx: 32 },
    model: { name: "convNeXtAtto" },
    loss: { name: "crossEntropy", labelSmoothing: 0.1 },
    optimizer: { name: "adamW", learningRate: 0.001 },
    schedule: { name: "oneCycle" },
  }),
];

/** The first preset, as a newcomer would train it, but for the augmentation. */
export const wholeCases: readonly StepCase[] = [1, 2, 3].map((seed) => {
  const { label, config } = presets[0]!;
  const data = { ...config.data, imageSizePx: IMAGE_SIZE_PX, augmentations: [] };
  return { label: `${label}, seed ${seed}`, config: { ...config, seed, data } };
});

function stepCase(
  recipe: string,
  { data, training, ...settings }: Record<string, object>,
): StepCase {
  const { config, errors } = parseConfig({
    seed: 7,
    data: { imageSizePx: IMAGE_SIZE_PX, augmentations: [], ...data },
    ...settings,
    training: { epochs: 4, batchSize: 128, ...training },
  });
  if (!config) throw new Error(`${recipe}: ${JSON.stringify(errors)}`);
  return { label: `${config.model.name}: ${recipe}`, config };
}

/** Every so many images: of all classes alike, because they stand in the order of their paths. */
export function thinned(dataset: Dataset): Dataset {
  const kept = dataset.paths.flatMap((_, i) => (i % STEP_CASE_STRIDE === 0 ? [i] : []));
  const imageBytes = dataset.imageSizePx ** 2 * 3;
  const pixels = new Uint8Array(kept.length * imageBytes);
  kept.forEach((from, to) =>
    pixels.set(
      dataset.pixels.subarray(from * imageBytes, (from + 1) * imageBytes),
      to * imageBytes,
    ),
  );
  return {
    ...dataset,
    pixels,
    labels: Uint16Array.from(kept, (i) => dataset.labels[i]!),
    paths: kept.map((i) => dataset.paths[i]!),
    folderSplit: kept.map((i) => dataset.folderSplit[i]!),
  };
}
