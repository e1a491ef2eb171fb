import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { buildPart } from "../../lib/part";
import { buffersOf, parametersOf } from "../../nn/model";
import { losses } from "../../parts/losses";
import { models } from "../../parts/models";
import { optimizers } from "../../parts/optimizers";
import type { Engine, LossSum } from "../engine";
import { startDevice } from "../device";
import { onEveryTier } from "../everyTier";
import { CLASS_COUNT, everyOpModel, randomBatch } from "./testModel";
import { TfjsEngine } from "./TfjsEngine";

const crossEntropy = buildPart(losses, { name: "crossEntropy", labelSmoothing: 0 } as never, {
  classCount: CLASS_COUNT,
  classWeights: null,
});
const loss: LossSum = (logits, labels) => {
  if (crossEntropy.kind !== "perImage") throw new Error("Cross entropy is a loss of each image.");
  return tf.sum<tf.Scalar>(crossEntropy.each(logits, labels));
};
const optimizer = optimizers.adamW.build(
  {
    learningRate: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0.01,
    amsgrad: false,
  },
  undefined,
);

function steps(engine: Engine, count: number): void {
  for (let i = 0; i < count; i++) {
    engine.zeroGradients();
    engine.setBatch(randomBatch(5));
    engine.backward(loss, i);
    engine.step({ optimizer, learningRate: 0.01, denominator: 5, clipNorm: 1 });
  }
}

onEveryTier((tier) => {
  test("gradients equal finite differences of the loss", async () => {
    const engine = new TfjsEngine(everyOpModel(), tier, 1);
    engine.setBatch(randomBatch(6));
    engine.backward(loss, 3);
    const gradients = await engine.readGradients();
    const state = await engine.readState();
    for (const { name } of parametersOf(engine.model)) {
      const gradient = gradients[name]!;
      // The direction of the gradient itself: a wrong number anywhere in it changes the slope.
      const length = norm(gradient);
      const lossAt = async (distance: number) => {
        const moved = state.parameters[name]!.map(
          (it, i) => it + (distance * gradient[i]!) / length,
        );
        engine.writeState({ ...state, parameters: { ...state.parameters, [name]: moved } });
        engine.zeroLoss();
        engine.backward(loss, 3);
        return engine.readLossSum();
      };
      const step = 1e-2;
      const slope = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
      // A bias before BatchNorm has no effect, and so no gradient.
      expect(Math.abs(slope - length), name).toBeLessThan(0.02 * length + 2e-3);
    }
    engine.dispose();
  });

  test("training leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    const engine = new TfjsEngine(everyOpModel(), tier, 1);
    steps(engine, 2);
    const between = tf.memory().numTensors;
    steps(engine, 3);
    engine.forward().dispose();
    await engine.readState();
    expect(tf.memory().numTensors).toBe(between);
    engine.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("two runs from one seed are equal bit for bit, and so is one that was saved between", async () => {
    const straight = new TfjsEngine(everyOpModel(), tier, 1);
    steps(straight, 4);
    const first = new TfjsEngine(everyOpModel(), tier, 1);
    for (let i = 0; i < 2; i++) stepAt(first, i);
    const second = new TfjsEngine(everyOpModel(), tier, 99);
    second.writeState(await first.readState());
    for (let i = 2; i < 4; i++) stepAt(second, i);
    expect(await second.readState()).toEqual(await straight.readState());
    for (const engine of [straight, first, second]) engine.dispose();
  });

  test("a state that does not fit is refused, and changes nothing", async () => {
    const engine = new TfjsEngine(everyOpModel(), tier, 1);
    const before = await engine.readState();
    const wrong = {
      ...before,
      parameters: { ...before.parameters, "fc.bias": new Float32Array(2) },
    };
    expect(() => engine.writeState(wrong)).toThrow("fc.bias has 2 numbers instead of 3");
    const broken = { ...before.parameters, "fc.bias": Float32Array.of(0, NaN, 0) };
    expect(() => engine.writeState({ ...before, parameters: broken })).toThrow("NaN");
    expect(await engine.readState()).toEqual(before);
    engine.dispose();
  });

  test("a gradient of micro-batches is that of the whole batch, without BatchNorm and dropout", async () => {
    const model = everyOpModel();
    const plain = model.layers
      .filter(({ op }) => op !== "batchNorm" && op !== "dropout")
      .map((layer) => ({
        ...layer,
        inputs: layer.inputs.map((input) =>
          input
            .replace("block.bn", "block.conv")
            .replace("shortcut.1", "shortcut.0")
            .replace("dropout", "avgpool"),
        ),
      }));
    const [whole, parts] = [1, 2].map(() => new TfjsEngine({ ...model, layers: plain }, tier, 1));
    const batch = randomBatch(7);
    whole!.setBatch(batch);
    whole!.backward(loss, 0);
    for (const [start, end] of [
      [0, 3],
      [3, 6],
      [6, 7],
    ]) {
      parts!.setBatch({
        ...batch,
        indices: batch.indices.subarray(start, end),
        transforms: batch.transforms.slice(start, end),
        labels: batch.labels.subarray(start, end),
      });
      parts!.backward(loss, 0);
    }
    expectClose(await parts!.readGradients(), await whole!.readGradients(), 1e-4);
    for (const engine of [whole!, parts!]) engine.dispose();
  });
});

function stepAt(engine: Engine, i: number): void {
  engine.zeroGradients();
  engine.setBatch(randomBatch(5));
  engine.backward(loss, i);
  engine.step({ optimizer, learningRate: 0.01, denominator: 5, clipNorm: 1 });
}

describe("every model of the registry", () => {
  const cases = [
    { sizePx: 15, config: { name: "smallCnn", width: 4, dropout: 0.1 } },
    { sizePx: 15, config: { name: "resnet18", stem: "small" } },
    // Smaller, and its last BatchNorms see so few values that rounding shows.
    { sizePx: 47, config: { name: "resnet18", stem: "large" } },
  ];
  test.each(cases)(
    "%o has the same logits and gradients on wasm as on cpu",
    async ({ sizePx, config }) => {
      const model = buildPart(models, config, { classCount: CLASS_COUNT, imageSizePx: sizePx });
      const results = [];
      for (const tier of ["cpu", "wasm"] as const) {
        await startDevice(tier);
        const engine = new TfjsEngine(model, tier, 5);
        engine.setBatch(randomBatch(3, sizePx));
        const logits = engine.forward();
        engine.backward(loss, 0);
        results.push({
          outputs: { logits: await logits.data<"float32">() },
          gradients: await engine.readGradients(),
          buffers: (await engine.readState()).buffers,
        });
        logits.dispose();
        engine.dispose();
      }
      const [cpu, wasm] = results;
      expectClose(wasm!.outputs, cpu!.outputs, 1e-3);
      expectClose(wasm!.buffers, cpu!.buffers, 1e-4);
      expectClose(wasm!.gradients, cpu!.gradients, 1e-2);
      expect(Object.keys(cpu!.gradients)).toEqual(parametersOf(model).map(({ name }) => name));
      expect(Object.keys(cpu!.buffers)).toEqual(buffersOf(model).map(({ name }) => name));
    },
  );
});

/** The difference of each tensor is small beside its own norm. */
function expectClose(
  actual: Record<string, Float32Array>,
  expected: Record<string, Float32Array>,
  tolerance: number,
): void {
  for (const [name, values] of Object.entries(expected)) {
    const difference = norm(values.map((value, i) => value - actual[name]![i]!));
    expect(difference, name).toBeLessThanOrEqual(tolerance * norm(values) + 1e-4);
  }
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
