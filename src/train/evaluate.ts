/** Eval mode over a list of images: logits, loss and confusion, counted over all of them at once. */
import * as tf from "@tensorflow/tfjs-core";
import type { Batch, Normalization } from "../data/batch";
import { makeBatch } from "../data/batches";
import type { Dataset } from "../data/dataset";
import type { Engine } from "../engine/engine";
import { throwOnFault } from "../engine/fault";
import { evaluationBatchOf } from "../engine/plan/evaluationBatch";
import { sharesTensor } from "../engine/sharesTensor";
import type { Loss } from "../parts/losses/loss";
import type { Targets } from "../parts/losses/targets";
import { confusionOf } from "../parts/metrics/confusion";
import type { Evaluation } from "../parts/metrics/evaluation";

/**
 * Logits `[indices, classes]` of images without augmentation; yields after each batch. They do not
 * depend on `batchSize`.
 */
export async function* predictLogits(
  engine: Engine,
  dataset: Pick<Dataset, "imageSizePx" | "pixels" | "labels">,
  indices: Uint32Array,
  normalization: Normalization,
  batchSize = evaluationBatchOf(engine.model, null),
): AsyncGenerator<void, Float32Array> {
  const { classCount } = engine.model;
  const all = new Float32Array(indices.length * classCount);
  for (let start = 0; start < indices.length; start += batchSize) {
    const some = indices.subarray(start, start + batchSize);
    const batch: Batch = makeBatch(dataset, some, normalization);
    engine.setBatch(batch);
    const logits = engine.forward();
    try {
      all.set(await logits.data<"float32">(), start * classCount);
      throwOnFault();
    } finally {
      logits.dispose();
    }
    yield;
  }
  return all;
}

/** The same without pauses. */
export async function logitsOf(...args: Parameters<typeof predictLogits>): Promise<Float32Array> {
  const batches = predictLogits(...args);
  let batch = await batches.next();
  while (!batch.done) batch = await batches.next();
  return batch.value;
}

/** The mean loss of the images as the training loss counts it, and their confusion matrix. */
export async function evaluationOf(
  logits: Float32Array,
  labels: Int32Array,
  classCount: number,
  loss: Loss,
): Promise<Evaluation> {
  return {
    loss: await lossOf(logits, labels, classCount, loss),
    confusion: confusionOf(logits, labels, classCount),
  };
}

async function lossOf(
  logits: Float32Array,
  labels: Int32Array,
  classCount: number,
  loss: Loss,
): Promise<number> {
  const targets: Targets = { kind: "labels", labels };
  const values = tf.tidy(() => {
    const logitsTensor = tf.tensor2d(logits, [labels.length, classCount]);
    const shares = sharesTensor(loss, targets, logitsTensor);
    return loss.kind === "perImage"
      ? loss.each(logitsTensor, shares)
      : loss.value(logitsTensor, shares);
  });
  // Not `dataSync`, which tfjs-webgpu can't do in a worker: it gives zeros there.
  const read = await values.data<"float32">();
  values.dispose();
  throwOnFault();
  // Summed in float64: a whole split is too long for a float32 sum.
  const sum = read.reduce((total, value) => total + value, 0);
  return loss.kind === "perImage" ? sum / loss.denominator(targets) : sum;
}
