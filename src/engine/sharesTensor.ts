/** A micro-batch's targets on the current TensorFlow.js backend. */
import * as tf from "@tensorflow/tfjs-core";
import type { Targets } from "../parts/losses/targets";
import type { LossSum } from "./engine";

/** `[batch, columns]`, for the images that `logits` `[batch, classes]` are of. */
export function sharesTensor(
  loss: Pick<LossSum, "shares">,
  targets: Targets,
  logits: tf.Tensor2D,
): tf.Tensor2D {
  const shares = loss.shares(targets);
  const [batch] = logits.shape;
  return tf.tensor2d(shares, [batch, shares.length / batch]);
}
