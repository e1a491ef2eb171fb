/** What the loss makes of each image, beside plain cross entropy, in train and in eval mode. */
import * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "../data/batch";
import { softmax } from "../lib/softmax";
import type { Loss } from "../parts/losses/loss";
import { truthOf } from "../parts/losses/targets";
import type { ImageInspection, ImageScores } from "./inspection";

/** `logits[mode]` is `[batch, classes]`. */
export async function inspectImages(
  loss: Loss,
  { indices, targets }: Batch,
  logits: Readonly<Record<"train" | "eval", Float32Array>>,
): Promise<ImageInspection[]> {
  const classCount = logits.train.length / indices.length;
  const truth = truthOf(targets, classCount);
  const losses = {
    train: await lossesOf(loss, logits.train, loss.shares(targets), classCount),
    eval: await lossesOf(loss, logits.eval, loss.shares(targets), classCount),
  };
  return Array.from(indices, (index, row) => {
    const own = (values: Float32Array) => values.subarray(row * classCount, (row + 1) * classCount);
    const shares = own(truth);
    const label = indexOfLargest(shares);
    const scores = (mode: "train" | "eval"): ImageScores => ({
      ...scoresOf(own(logits[mode]), shares),
      loss: losses[mode]?.[row] ?? null,
    });
    const labels = Int32Array.of(label);
    return {
      index,
      label,
      mixedIn: mixedIn(shares, label),
      classWeight: loss.kind === "perImage" ? loss.denominator({ kind: "labels", labels }) : 1,
      train: scores("train"),
      eval: scores("eval"),
    };
  });
}

/** `truth` is how much the image is of each class. */
function scoresOf(logits: Float32Array, truth: Float32Array): Omit<ImageScores, "loss"> {
  const probabilities = softmax(logits);
  // From the logits, since a probability may round to 0.
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  const logSum = Math.log(sum) + largest;
  return {
    prediction: indexOfLargest(probabilities),
    probability: probabilities[indexOfLargest(truth)]!,
    crossEntropy: truth.reduce((total, share, c) => total + share * (logSum - logits[c]!), 0),
  };
}

/** Of a mixed image, the class that is less of it. */
function mixedIn(truth: Float32Array, label: number): ImageInspection["mixedIn"] {
  const second = truth.findIndex((share, c) => share > 0 && c !== label);
  return second === -1 ? null : { label: second, share: truth[second]! };
}

function indexOfLargest(values: ArrayLike<number>): number {
  let top = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[top]!) top = i;
  return top;
}

/** The configured loss of each image; null for a loss of the whole batch. */
async function lossesOf(
  loss: Loss,
  logits: Float32Array,
  shares: Float32Array,
  classCount: number,
): Promise<Float32Array | null> {
  if (loss.kind === "perBatch") return null;
  const batchSize = logits.length / classCount;
  const each = tf.tidy(() =>
    loss.each(
      tf.tensor2d(logits, [batchSize, classCount]),
      tf.tensor2d(shares, [batchSize, shares.length / batchSize]),
    ),
  );
  const values = await each.data<"float32">();
  each.dispose();
  return values;
}
