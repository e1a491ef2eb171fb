/** What a plan needs of its hardware; `engine/wasm` and `engine/webgpu` each have one. */
import type * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "../../data/batch";
import type { LossFormula } from "../../parts/losses/lossFormula";
import type { Coefficients, Optimizer } from "../../parts/optimizers/optimizer";
import type { DropoutMask, Program, Slice, TensorId } from "./program";

/** The flat buffers: one float for each of the model's, at its slice's place; and Σ of the losses. */
export type FlatName =
  | "parameters"
  | "gradients"
  | "buffers"
  | "average.parameters"
  | "average.buffers"
  | `slot.${string}`
  | "lossSum";

export interface Runtime {
  /** Makes a flat buffer of zeros, of `size` floats. */
  allocate(name: FlatName, size: number): void;
  /** Copies values to `offset` (in floats). */
  write(name: FlatName, offset: number, values: Float32Array): void;
  /** The whole buffer; waits for the device. */
  read(name: FlatName): Promise<Float32Array>;
  clear(name: FlatName): void;
  /** Between flat buffers of one size. */
  copy(from: FlatName, to: FlatName): void;
  exchange(one: FlatName, other: FlatName): void;

  /** Gets a program ready to run; those that do not run at the same time may share memory. */
  load(program: Program): void;
  /** Samples the batch into the program's images; its data set stays on the device where it fits. */
  sample(program: Program, batch: Batch): void;
  upload(program: Program, tensor: TensorId, values: Float32Array): void;
  /** Fills a dropout's mask, as `dropoutMask` does; `key` is the micro-batch's. */
  drawMask(program: Program, dropout: DropoutMask, key: number): void;
  forward(program: Program): void;
  backward(program: Program): void;
  /** `[batch, classes]`, as a tensor of the current TensorFlow.js backend; the caller disposes of it. */
  readLogits(program: Program): tf.Tensor2D;
  /**
   * The loss of the logits by its formula: adds Σ to "lossSum", and leaves the logits' gradient for
   * `backward`. `shares` are `[batch, classes]`.
   */
  formulaLoss(program: Program, formula: LossFormula, shares: Float32Array): void;
  /** The same from what TensorFlow.js found. */
  writeLoss(program: Program, value: tf.Scalar, gradient: tf.Tensor2D): void;

  /** Divides the gradients, clips them by their global norm and by value, and updates the parameters in place. */
  update(update: FlatUpdate): void;
  /** Before clipping, at the last update that clipped; waits for the device. */
  readGradientNorm(): Promise<number | null>;
  dispose(): void;
}

export interface FlatUpdate {
  optimizer: Optimizer;
  /** Parameters whose coefficients are equal stand together. */
  groups: readonly { slices: readonly Slice[]; coefficients: Coefficients }[];
  /** What gradients are divided by. */
  denominator: number;
  clipNorm: number | null;
  clipValue: number | null;
  /** How far both averages then move towards what they are of, 0–1; null leaves them alone. */
  averageShare: number | null;
}
