/** The settings of the images that are no parts, described as the parts' options are. */
import type { Options } from "../lib/part";

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
