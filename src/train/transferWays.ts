/** Ways to train a model that was trained before, as settings over whatever else is configured. */
import { parseConfig } from "./config";

export interface TransferWay {
  name: string;
  label: string;
  help: string;
  needsWeights: boolean;
  /** By dotted path; what a model does not have is left out. */
  settings: Readonly<Record<string, unknown>>;
}

/** The optimizer and the schedule in full, with their defaults. */
function adamWithCosine(learningRate: number) {
  const { config } = parseConfig({
    optimizer: { name: "adamW", learningRate },
    schedule: { name: "cosineAnnealing" },
  });
  return { optimizer: config?.optimizer, schedule: config?.schedule };
}

const flip = parseConfig({}).config?.data.augmentations;

export const transferWays: readonly TransferWay[] = [
  {
    name: "frozen",
    label: "Frozen backbone",
    help: "Only a new last layer learns, on features that are worked out once: quick, and hard to overfit.",
    needsWeights: true,
    settings: {
      "model.trainable": "head",
      // Whatever changes an image from epoch to epoch would have its features worked out again.
      "model.stochasticDepth": 0,
      "data.augmentations": [],
      "data.mix": { name: "none" },
      "training.unfreezeEpoch": null,
      "training.backboneRate": 1,
      "training.epochs": 20,
      ...adamWithCosine(0.003),
    },
  },
  {
    name: "fineTune",
    label: "Fine-tune",
    help: "The last layer learns first, then everything, the backbone at a tenth of the rate: most accurate, slower.",
    needsWeights: true,
    settings: {
      "model.trainable": "head",
      "data.augmentations": flip,
      "training.unfreezeEpoch": 3,
      "training.backboneRate": 0.1,
      "training.epochs": 12,
      ...adamWithCosine(0.001),
    },
  },
  {
    name: "scratch",
    label: "From scratch",
    help: "Everything learns, from random numbers: for many images, or images unlike any photograph.",
    needsWeights: false,
    settings: {
      "model.weights": null,
      "model.trainable": "all",
      "data.augmentations": flip,
      "training.unfreezeEpoch": null,
      "training.backboneRate": 1,
      "training.epochs": 30,
      ...adamWithCosine(0.003),
    },
  },
];
