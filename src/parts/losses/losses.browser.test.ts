/** The contract of every loss, on every tier: values, gradients, sums over micro-batches, no leak. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryTier } from "../../engine/everyTier";
import { differentiate } from "../../engine/tfjs/differentiate";
import { buildPart, describeRegistry } from "../../lib/part";
import { randomFrom, randomNormal } from "../../lib/random";
import { losses } from ".";
import type { Loss, LossContext } from "./loss";

const BATCH = 6;
const CLASSES = 4;
const labels = [0, 1, 3, 3, 0, 1]; // No image of class 2.
const classWeights = [0.5, 2, 1, 3];

interface Config {
  name: string;
  [option: string]: unknown;
}

/** Every loss with its defaults, so that a new one is tested without a line here; then special ones. */
const configs: Config[] = [
  ...describeRegistry(losses).map(({ name, options }) => ({
    name,
    ...Object.fromEntries(Object.entries(options).map(([key, option]) => [key, option.default])),
  })),
  { name: "crossEntropy", labelSmoothing: 0.2 },
  { name: "focal", gamma: 0, labelSmoothing: 0.1 },
  { name: "focal", gamma: 0.5, labelSmoothing: 0 },
  { name: "focal", gamma: 3, labelSmoothing: 0.3 },
];

const contexts: LossContext[] = [
  { classCount: CLASSES, classWeights: null },
  { classCount: CLASSES, classWeights },
];

const cases = configs.flatMap((config) =>
  contexts.map((context) => ({
    what: `${JSON.stringify(config)}${context.classWeights ? " with class weights" : ""}`,
    loss: buildPart(losses, config, context),
  })),
);

/** The batch's loss, as training divides it. */
function total(loss: Loss, logits: tf.Tensor, labels: number[]): tf.Scalar {
  const [input, labelTensor] = [logits as tf.Tensor2D, tf.tensor1d(labels, "int32")];
  if (loss.kind === "perBatch") return loss.value(input, labelTensor);
  return tf.div(
    tf.sum<tf.Scalar>(loss.each(input, labelTensor)),
    loss.denominator(Int32Array.from(labels)),
  );
}

function randomLogits(): number[] {
  const random = randomFrom(7);
  return Array.from({ length: BATCH * CLASSES }, () => 1.5 * randomNormal(random));
}

async function valueOf(loss: Loss, logits: number[], some = labels): Promise<number> {
  const value = tf.tidy(() => total(loss, tf.tensor2d(logits, [some.length, CLASSES]), some));
  const [number] = await value.data();
  value.dispose();
  return number!;
}

async function gradientOf(loss: Loss, logits: number[]): Promise<Float32Array> {
  const { value, gradients } = tf.tidy(() =>
    differentiate((x) => total(loss, x, labels), [tf.tensor2d(logits, [BATCH, CLASSES])]),
  );
  const numbers = await gradients[0]!.data<"float32">();
  tf.dispose([value, ...gradients]);
  return numbers;
}

onEveryTier(() => {
  describe.each(cases)("$what", ({ loss }) => {
    test("the gradient is the slope of the value", async () => {
      const logits = randomLogits();
      const gradient = await gradientOf(loss, logits);
      const step = 0.02;
      for (const i of [0, 5, 10, 15, 18, 23]) {
        const moved = (by: number) => logits.map((it, k) => (k === i ? it + by : it));
        const slope =
          ((await valueOf(loss, moved(step))) - (await valueOf(loss, moved(-step)))) / (2 * step);
        expect(Math.abs(gradient[i]! - slope)).toBeLessThan(5e-4);
      }
    });

    test("value and gradient are finite where probabilities round to 0 and 1", async () => {
      const logits = labels.flatMap((_, row) =>
        Array.from({ length: CLASSES }, (_, c) => (c === row % CLASSES ? 1000 : -1000)),
      );
      expect(await valueOf(loss, logits)).toSatisfy(Number.isFinite);
      expect([...(await gradientOf(loss, logits))].every(Number.isFinite)).toBe(true);
    });

    test("no tensor is left behind", async () => {
      const before = tf.memory().numTensors;
      await gradientOf(loss, randomLogits());
      expect(tf.memory().numTensors).toBe(before);
    });
  });

  test("focal loss with γ = 0 is cross entropy, bit for bit", async () => {
    for (const context of contexts) {
      const focal = losses.focal.build({ gamma: 0, labelSmoothing: 0.1 }, context);
      const crossEntropy = losses.crossEntropy.build({ labelSmoothing: 0.1 }, context);
      const logits = randomLogits();
      expect(await valueOf(focal, logits)).toBe(await valueOf(crossEntropy, logits));
      expect(await gradientOf(focal, logits)).toEqual(await gradientOf(crossEntropy, logits));
    }
  });

  test("the losses of single images add up to the batch's", async () => {
    const context = { classCount: CLASSES, classWeights };
    const loss = losses.focal.build({ gamma: 2, labelSmoothing: 0.1 }, context);
    if (loss.kind !== "perImage") throw new Error("Focal loss is one of each image.");
    const logits = randomLogits();
    let sum = 0;
    for (const [row, label] of labels.entries()) {
      const own = logits.slice(row * CLASSES, (row + 1) * CLASSES);
      sum += (await valueOf(loss, own, [label])) * classWeights[label]!;
    }
    const weight = labels.reduce((total, label) => total + classWeights[label]!, 0);
    expect(sum / weight).toBeCloseTo(await valueOf(loss, logits), 5);
  });
});
