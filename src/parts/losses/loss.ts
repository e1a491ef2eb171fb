/** A loss is TensorFlow.js ops on logits, differentiated by TensorFlow.js, and where it has one a formula. */
import type * as tf from "@tensorflow/tfjs-core";
import type { Options, Part } from "../../lib/part";
import type { LossFormula } from "./lossFormula";
import type { Targets } from "./targets";

export interface LossContext {
  classCount: number;
  /** `[classes]`, or null for equal weights. */
  classWeights: readonly number[] | null;
}

interface WithShares {
  /**
   * `[batch × columns]`: all that the loss needs to know of its targets, in numbers that it is linear
   * in: targets, smoothing and class weights multiplied together, once, on the CPU.
   */
  shares(targets: Targets): Float32Array;
}

/** The loss of a batch is Σ `each` / `denominator`, so that micro-batches can be summed. */
export interface PerImageLoss extends WithShares {
  kind: "perImage";
  /** Weighted, undivided: logits `[batch, classes]`, shares `[batch, columns]` → `[batch]`. */
  each(logits: tf.Tensor2D, shares: tf.Tensor2D): tf.Tensor1D;
  /** The same with shares `[batch, classes]` for compiled engines; null leaves it to TensorFlow.js. */
  formula: LossFormula | null;
  /** Σ of the targets' weights, or their number, as PyTorch's "mean" divides. */
  denominator(targets: Targets): number;
}

/** A loss of the batch as a whole, which no sum over micro-batches gives. */
export interface PerBatchLoss extends WithShares {
  kind: "perBatch";
  value(logits: tf.Tensor2D, shares: tf.Tensor2D): tf.Scalar;
}

export type Loss = PerImageLoss | PerBatchLoss;

export const loss = <const O extends Options>(part: Part<O, LossContext, Loss>) => part;
