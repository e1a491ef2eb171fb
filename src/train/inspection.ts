/** One training step, taken apart: everything that the step inspector shows. Plain data. */
import type { TensorStatistics } from "../lib/tensorStatistics";

export interface StepInspection {
  /** From 0. */
  epoch: number;
  stepInEpoch: number;
  step: number;
  learningRate: number;
  /** Where the schedule cycles it. */
  momentum: number | null;
  classes: readonly string[];
  imageSizePx: number;
  layers: readonly LayerFacts[];
  microBatches: readonly MicroBatchInspection[];
  /** Of the whole window. */
  denominator: number;
  /** Σ of the micro-batches' loss sums / denominator: what training logs. */
  loss: number;
  /** Of the whole window's gradient, before clipping. */
  gradientNorm: number;
  clipNorm: number | null;
  /** What the gradient is multiplied by; 1 where nothing is clipped. */
  clipCoefficient: number;
  parameters: readonly ParameterInspection[];
  runningStatistics: readonly RunningStatistics[];
}

export interface LayerFacts {
  name: string;
  /** An activation goes by its kind. */
  op: string;
  inputs: readonly string[];
  /** Of one image, in PyTorch's order: `[channels, height, width]` or `[features]`. */
  shape: readonly number[];
  parameterCount: number;
}

export interface MicroBatchInspection {
  imageCount: number;
  /** Undivided. */
  lossSum: number;
  denominator: number;
  /** Of its own gradient, divided by the window's denominator. */
  gradientNorm: number;
  /** Of the gradient summed up so far, divided by the window's denominator. */
  accumulatedNorm: number;
  /** null beyond the first few micro-batches of a window. */
  detail: MicroBatchDetail | null;
}

export interface MicroBatchDetail {
  /** As the model sees them, `[images, imageSizePx, imageSizePx, 4]` RGBA. */
  pixels: Uint8ClampedArray<ArrayBuffer>;
  images: readonly ImageInspection[];
  /** As many as the model has, in its order. */
  layers: readonly LayerInspection[];
}

export interface ImageInspection {
  /** In the data set. */
  index: number;
  /** The class that is most of it. */
  label: number;
  /** Mixup's and CutMix's other class, and how much of the target it is. */
  mixedIn: { label: number; share: number } | null;
  /** Of its label. */
  classWeight: number;
  train: ImageScores;
  eval: ImageScores;
}

export interface ImageScores {
  prediction: number;
  /** Softmax at the label. */
  probability: number;
  /** Plain: −log of it, without weights or smoothing. */
  crossEntropy: number;
  /** As the configured loss counts it, weighted, undivided; null for a loss of the whole batch. */
  loss: number | null;
}

export interface LayerInspection {
  train: TensorStatistics;
  eval: TensorStatistics;
  /** ‖train − eval‖ / ‖eval‖ */
  modeDifference: number;
  /** Share of the channels (or features) that are 0 for every image and place, in train mode. */
  deadShare: number;
  /** Of the step's loss with respect to the layer's output; null where none came back. */
  gradient: TensorStatistics | null;
}

export interface ParameterInspection {
  name: string;
  /** PyTorch's layout. */
  shape: readonly number[];
  /** Before the step. */
  norm: number;
  /** Divided by the window's denominator, before clipping. */
  gradientNorm: number;
  gradient: TensorStatistics;
  /** ‖Δw‖ */
  updateNorm: number;
  /** ‖Δw‖ / ‖w‖; null where w is all 0. */
  updateRatio: number | null;
  /** The optimizer's tensors, by PyTorch's names. */
  slots: readonly { name: string; normBefore: number; normAfter: number }[];
  /** How often it has been updated, this step included. */
  updates: number;
}

/** Of one BatchNorm layer, each averaged over its channels. */
export interface RunningStatistics {
  layerName: string;
  momentum: number;
  mean: { before: number; after: number };
  variance: { before: number; after: number };
}
