/** The network and the micro-batches of the golden section `grad_accum`. */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { differentiate } from "../engine/tfjs/differentiate";
import { sharesTensor } from "../engine/sharesTensor";
import type { Loss } from "../parts/losses/loss";
import { lossSumOf } from "../parts/losses/lossSumOf";
import type { Targets } from "../parts/losses/targets";
import { expectClose, float32 } from "./compare";
import { matrix, vector } from "./nested";
import { numbersOf, tensorOf } from "./tensors";

export const weights = z.object({ W1: matrix, b1: vector, W2: matrix, b2: vector });
export type Weights = z.infer<typeof weights>;

export const network = z.looseObject({
  model: z.literal("logits = W2 @ tanh(W1 @ x + b1) + b2; weights are [out,in]"),
  init: weights,
  inputs: z.object({ x: matrix, y: vector }),
});
export type Network = z.infer<typeof network>;

export const weightNames = ["W1", "b1", "W2", "b2"] as const;

/** The four tensors, in the order of `weightNames`. */
export const weightTensors = (values: Weights) => weightNames.map((name) => tensorOf(values[name]));

export type Normalize = (hidden: tf.Tensor2D) => tf.Tensor2D;

export function labelTargets(labels: number[]): Targets {
  return { kind: "labels", labels: Int32Array.from(labels) };
}

/** Where each micro-batch starts and ends. */
export function rangesOf(sizes: readonly number[]): [start: number, end: number][] {
  let end = 0;
  return sizes.map((size) => [end, (end += size)]);
}

/**
 * The loss (summed, or the batch's own) of rows `start` to `end`, and its gradients with respect to
 * the parameters. `normalize` stands between the first layer and its tanh.
 */
export function lossAndGradients(
  { inputs }: Network,
  parameters: tf.Tensor[],
  loss: Loss,
  [start, end]: [number, number],
  normalize: Normalize = (hidden) => hidden,
): { value: tf.Scalar; gradients: tf.Tensor[] } {
  return tf.tidy(() => {
    const x = tensorOf(inputs.x.slice(start, end));
    const targets = labelTargets(inputs.y.slice(start, end));
    const lossSum = lossSumOf(loss);
    return differentiate((w1, b1, w2, b2) => {
      const hidden = tf.tanh(normalize(linear(x, w1, b1)));
      const logits = linear(hidden, w2, b2);
      return lossSum.sum(logits, sharesTensor(lossSum, targets, logits));
    }, parameters);
  });
}

function linear(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor2D {
  return tf.add(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D, false, true), bias);
}

/** Adds up gradients in place of the old sum, which it disposes of, as the engine accumulates. */
export function accumulate(sum: tf.Tensor[] | null, gradients: tf.Tensor[]): tf.Tensor[] {
  if (!sum) return gradients;
  const next = sum.map((before, i) => tf.add(before, gradients[i]!));
  tf.dispose([...sum, ...gradients]);
  return next;
}

/** Divides the tensors and disposes of them. */
export function divided(tensors: tf.Tensor[], denominator: number): tf.Tensor[] {
  const quotients = tensors.map((tensor) => tf.div(tensor, denominator));
  tf.dispose(tensors);
  return quotients;
}

/** Compares the four tensors, without disposing of them. */
export async function expectWeights(
  what: string,
  tensors: readonly tf.Tensor[],
  expected: Weights,
): Promise<void> {
  for (const [i, name] of weightNames.entries())
    expectClose(`${what}.${name}`, await numbersOf(tensors[i]!.clone()), expected[name], float32());
}
