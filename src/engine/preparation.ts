/** What an engine may get ready, and check, before the first step. */
import type { FrozenLayers } from "../nn/frozen";
import type { Optimizer } from "../parts/optimizers/optimizer";
import type { LossSum } from "./engine";

export interface Preparation {
  /** Sizes of the batches that will be predicted, in images. */
  evaluationBatches: readonly number[];
  training: TrainingPreparation | null;
  /** How many kernels of how many are compiled. */
  onProgress: (done: number, total: number) => void;
}

export interface TrainingPreparation {
  /** Sizes of the micro-batches, in images. */
  batches: readonly number[];
  loss: LossSum;
  optimizer: Optimizer;
  clipNorm: number | null;
  clipValue: number | null;
  /** Every set that the run will freeze in turn. */
  frozen: readonly FrozenLayers[];
  /** Whether a moving average of the weights is kept. */
  hasAverage: boolean;
}
