/** The contract of every loss, on every tier: values, gradients, sums over micro-batches, no leak. */
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { startDevice } from "../../engine/device";
import { onEveryTier } from "../../engine/everyTier";
import { softmaxLoss } from "../../engine/plan/softmaxLoss";
import { sharesTensor } from "../../engine/sharesTensor";
import { differentiate } from "../../engine/tfjs/differentiate";
import { buildPart, describeRegistry } from "../../lib/part";
import { randomFrom, randomNormal } from "../../lib/random";
import { losses } from ".";
import type { Loss, LossContext } from "./loss";
import { lossSumOf } from "./lossSumOf";
import { IGNORED_LABEL, type Targets } from "./targets";

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

const labelled = (labels: readonly number[]): Targets => ({
  kind: "labels",
  labels: Int32Array.from(labels),
});

/** The same six images in each of the forms that targets can have. */
const forms: Targets[] = [
  labelled(labels),
  {
    kind: "probabilities",
    probabilities: Float32Array.from(
      labels.flatMap((label) => [0, 1, 2, 3].map((c) => (c === label ? 0.7 : 0.1))),
    ),
  },
  {
    kind: "mix",
    first: Int32Array.from(labels),
    second: Int32Array.from([...labels].reverse()),
    lambda: 0.3,
  },
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
const perImage = cases.flatMap(({ what, loss }) =>
  loss.kind === "perImage" ? { what, loss } : [],
);

/** The batch's loss, as training divides it. */
function total(loss: Loss, logits: tf.Tensor, targets: Targets): tf.Scalar {
  const sum = lossSumOf(loss);
  const shares = sharesTensor(sum, targets, logits as tf.Tensor2D);
  const value = sum.sum(logits as tf.Tensor2D, shares);
  return loss.kind === "perImage" ? tf.div(value, loss.denominator(targets)) : value;
}

function randomLogits(): number[] {
  const random = randomFrom(7);
  return Array.from({ length: BATCH * CLASSES }, () => 1.5 * randomNormal(random));
}

async function valueOf(loss: Loss, logits: number[], targets = labelled(labels)): Promise<number> {
  const value = tf.tidy(() =>
    total(loss, tf.tensor2d(logits, [logits.length / CLASSES, CLASSES]), targets),
  );
  const [number] = await value.data();
  value.dispose();
  return number!;
}

async function gradientOf(
  loss: Loss,
  logits: number[],
  targets = labelled(labels),
): Promise<Float32Array> {
  const { value, gradients } = tf.tidy(() =>
    differentiate((x) => total(loss, x, targets), [tf.tensor2d(logits, [BATCH, CLASSES])]),
  );
  const numbers = await gradients[0]!.data<"float32">();
  tf.dispose([value, ...gradients]);
  return numbers;
}

onEveryTier(() => {
  describe.each(cases)("$what", ({ loss }) => {
    test.each(forms)("the gradient is the slope of the value, of $kind", async (targets) => {
      const logits = randomLogits();
      const gradient = await gradientOf(loss, logits, targets);
      const step = 0.02;
      for (const i of [0, 5, 10, 15, 18, 23]) {
        const moved = (by: number) => logits.map((it, k) => (k === i ? it + by : it));
        const slope =
          ((await valueOf(loss, moved(step), targets)) -
            (await valueOf(loss, moved(-step), targets))) /
          (2 * step);
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

  describe.each(perImage)("$what", ({ loss }) => {
    test("the losses of single images add up to the batch's", async () => {
      const logits = randomLogits();
      let sum = 0;
      for (const [row, label] of labels.entries()) {
        const own = logits.slice(row * CLASSES, (row + 1) * CLASSES);
        const target = labelled([label]);
        sum += (await valueOf(loss, own, target)) * loss.denominator(target);
      }
      expect(sum / loss.denominator(labelled(labels))).toBeCloseTo(await valueOf(loss, logits), 5);
    });

    test("a mix is the two losses mixed", async () => {
      const logits = randomLogits();
      // The same labels in another order, as a batch is mixed with itself.
      const second = [...labels].reverse();
      const mix: Targets = {
        kind: "mix",
        first: Int32Array.from(labels),
        second: Int32Array.from(second),
        lambda: 0.3,
      };
      const expected =
        0.3 * (await valueOf(loss, logits)) + 0.7 * (await valueOf(loss, logits, labelled(second)));
      expect(await valueOf(loss, logits, mix)).toBeCloseTo(expected, 5);
    });
  });

  describe.each(cases)("$what", ({ loss }) => {
    test("an ignored image changes nothing and gets no gradient", async () => {
      const logits = randomLogits();
      const some = labels.map((label, row) => (row === 1 || row === 4 ? IGNORED_LABEL : label));
      const isKept = (_: unknown, i: number) => some[Math.floor(i / CLASSES)] !== IGNORED_LABEL;
      const kept = some.filter((label) => label !== IGNORED_LABEL);
      const alone = await valueOf(loss, logits.filter(isKept), labelled(kept));
      expect(await valueOf(loss, logits, labelled(some))).toBeCloseTo(alone, 5);
      const gradient = await gradientOf(loss, logits, labelled(some));
      expect([...gradient].every((it, i) => isKept(it, i) || it === 0)).toBe(true);
    });
  });
});

describe("a formula on plain numbers", () => {
  beforeAll(async () => {
    await startDevice("cpu");
  });

  const withFormula = perImage.flatMap(({ what, loss }) =>
    loss.formula ? { what, loss, formula: loss.formula } : [],
  );
  test.each(withFormula)("has what TensorFlow.js finds: $what", async ({ loss, formula }) => {
    for (const targets of forms)
      for (const scale of [1, 12]) {
        const logits = randomLogits().map((it) => scale * it);
        const gradient = new Float32Array(logits.length);
        const shares = loss.shares(targets);
        const sum = softmaxLoss(Float32Array.from(logits), shares, CLASSES, formula, gradient);
        const denominator = loss.denominator(targets);
        const value = await valueOf(loss, logits, targets);
        expect(Math.abs(sum / denominator - value)).toBeLessThan(1e-5 * value + 1e-6);
        const expected = await gradientOf(loss, logits, targets);
        expected.forEach((it, i) =>
          expect(Math.abs(gradient[i]! / denominator - it)).toBeLessThan(2e-6),
        );
      }
  });
});
