/**
 * What every engine does: run one model on one tier. A compiled plan implements this interface as
 * the TensorFlow.js reference does, and the training loop does not know which of them it drives.
 */
import type * as tf from "@tensorflow/tfjs-core";
import type { Optimizer } from "../parts/optimizers/optimizer";
import type { LossFormula } from "../parts/losses/lossFormula";
import type { Targets } from "../parts/losses/targets";
import type { FrozenLayers } from "../nn/frozen";
import type { Model } from "../nn/model";
import type { ModelState } from "../nn/state";
import type { Batch } from "../data/batch";
import type { Tier } from "./tier";

/** What backward starts from: one object for the whole run. */
export interface LossSum {
  /** `[batch × columns]`: what `sum` needs to know of a micro-batch's targets. */
  shares(targets: Targets): Float32Array;
  /** What of the shares `[batch, classes]` makes the loss, for compiled engines; null for other losses. */
  formula: LossFormula | null;
  /** Σ of the images' weighted losses, from logits `[batch, classes]` and `[batch, columns]`. */
  sum(logits: tf.Tensor2D, shares: tf.Tensor2D): tf.Scalar;
}

/** How a step treats a parameter: what PyTorch's `param_groups` say. */
export interface ParameterSettings {
  /** Multiplies the learning rate. */
  rateFactor: number;
  /** Whether the optimizer's weight decay acts. */
  hasDecay: boolean;
}

/** Of a parameter that an update does not name. */
export const plainSettings: ParameterSettings = { rateFactor: 1, hasDecay: true };

export interface Update {
  optimizer: Optimizer;
  /** By parameter name; one that is missing here learns at the full rate, with decay. */
  settings?: ReadonlyMap<string, ParameterSettings>;
  learningRate: number;
  /** Replaces the optimizer's own where a schedule cycles it (OneCycleLR). */
  momentum?: number;
  /** What the accumulated gradient is divided by: Σ weights (or images) of the window. */
  denominator: number;
  /** The largest global L2 norm; null leaves the gradient alone. */
  clipNorm: number | null;
  /** The largest size of each number of the gradient, after clipping by norm; null for any. */
  clipValue: number | null;
  /** How much of the average stays when it moves towards the new weights, where one is kept. */
  averageDecay?: number | undefined;
}

/** Everything that a resumed run needs to go on bit for bit. Arrays are in PyTorch's layouts. */
export interface EngineState extends ModelState {
  /** By parameter; a parameter that was never updated is missing. */
  optimizer: Record<string, { step: number; slots: Record<string, Float32Array> }>;
  lossSum: number;
  /**
   * The exponential moving average (EMA) of parameters and buffers, null where none is kept. Counters
   * (`num_batches_tracked`) are the weights' own.
   */
  average: ModelState | null;
}

export interface Engine {
  readonly model: Model;
  readonly tier: Tier;

  /** Takes the images and targets that the following calls work on. */
  setBatch(batch: Batch): void;
  /** Eval mode, no gradient: logits `[batch, classes]`, which the caller disposes of. */
  forward(): tf.Tensor2D;
  /**
   * Train mode: forward, loss, backward. Adds the gradient to the accumulated one and the loss to the
   * loss sum. Nothing is read back. `key` seeds this micro-batch's dropout masks.
   */
  backward(loss: LossSum, key: number): void;
  zeroGradients(): void;
  /**
   * From now on an average of parameters and running statistics is kept: it begins as they are, and
   * each step that names a decay moves it, `average += (1 − decay) · (weights − average)`.
   */
  startAverage(): void;
  /** Whether `forward` runs the average, until told otherwise; meanwhile nothing can be trained. */
  useAverage(isUsed: boolean): void;
  /**
   * From now on these layers' parameters stay as they are: no gradient is worked out for them, no step
   * touches them or their optimizer state, and a BatchNorm among them normalises by its running
   * statistics, which stay too. Replaces the layers named before; zeroes the gradients where they
   * differ. Throws where nothing would learn.
   */
  freeze(layers: FrozenLayers): void;
  /** Divides the gradient by the denominator, clips it by norm and then by value, and lets the optimizer step. */
  step(update: Update): void;

  /** Σ of the losses since `zeroLoss`; waits for the device. */
  readLossSum(): Promise<number>;
  zeroLoss(): void;
  /** The global norm before clipping at the last step, or null before the first; waits for the device. */
  readGradientNorm(): Promise<number | null>;
  /** The accumulated gradient of each parameter that learns, in PyTorch's layouts. */
  readGradients(): Promise<Record<string, Float32Array>>;
  readState(): Promise<EngineState>;
  /** Takes over a state; throws, changing nothing, when names or sizes do not fit the model. */
  writeState(state: EngineState): void;
  dispose(): void;
}
