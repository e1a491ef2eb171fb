/** A loss is TensorFlow.js ops on logits, differentiated by TensorFlow.js. */
import type * as tf from "@tensorflow/tfjs-core";
import type { Options, Part } from "../../lib/part";

export interface LossContext {
  classCount: number;
  /** `[classes]`, or null for equal weights. */
  classWeights: readonly number[] | null;
}

/** The loss of a batch is Σ `each` / `denominator`, so that micro-batches can be summed. */
export interface PerImageLoss {
  kind: "perImage";
  /** Weighted, undivided: logits `[batch, classes]`, labels `[batch]` → `[batch]`. */
  each(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D;
  /** Σ of the labels' weights, or their number. */
  denominator(labels: Int32Array): number;
}

/** A loss of the batch as a whole, which no sum over micro-batches gives. */
export interface PerBatchLoss {
  kind: "perBatch";
  value(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar;
}

export type Loss = PerImageLoss | PerBatchLoss;

export const loss = <const O extends Options>(part: Part<O, LossContext, Loss>) => part;
