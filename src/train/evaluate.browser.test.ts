/** The contract of every metric, on every tier: it does not depend on the batch size, and leaves no tensor. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { createEngine } from "../engine/createEngine";
import { onEveryTier } from "../engine/everyTier";
import { metrics, type MetricName } from "../parts/metrics";
import { evaluationOf, logitsOf } from "./evaluate";
import { preparationOf } from "./preparation";
import { makeRecipe } from "./recipe";
import { colouredSquares, testConfig } from "./testRun";

const dataset = colouredSquares(3);
const config = testConfig({ data: { imageSizePx: 8, classWeights: "balanced" } });
const everyImage = Uint32Array.from(dataset.labels.keys());
const names = Object.keys(metrics) as MetricName[];

onEveryTier((tier) => {
  test("metrics do not depend on which images are evaluated together", async () => {
    const tensors = tf.memory().numTensors;
    const { model, loss, normalization, ...recipe } = makeRecipe(config, dataset);
    const preparation = preparationOf({ model, loss, normalization, ...recipe }, () => undefined);
    const { engine } = await createEngine(model, tier, config.seed, preparation);
    const scoresAt = async (batchSize: number) => {
      const logits = await logitsOf(engine, dataset, everyImage, normalization, batchSize);
      const labels = Int32Array.from(dataset.labels);
      const evaluation = await evaluationOf(logits, labels, dataset.classes.length, loss);
      return { evaluation, scores: names.map((name) => metrics[name].of(evaluation)) };
    };
    const whole = await scoresAt(everyImage.length);
    // Two batches of four, and one of one.
    const parts = await scoresAt(4);
    expect(parts.evaluation.confusion).toEqual(whole.evaluation.confusion);
    parts.scores.forEach((score, i) => expect(score, names[i]).toBeCloseTo(whole.scores[i]!, 5));
    engine.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
