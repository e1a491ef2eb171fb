/** For tests: training equals PyTorch's, number by number: `tools/makeTrainingGolden.py` made them. */
// Six steps with parameter groups, clipping, layers that are frozen at first, and an average.
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import type { Batch } from "../data/batch";
import { buildPart, registrySchema } from "../lib/part";
import type { Model } from "../nn/model";
import { normalization } from "../parts/models/blocks";
import { optimizers } from "../parts/optimizers";
import type { Engine, ParameterSettings } from "./engine";
import { conv } from "./aroundOp";
import { CLASS_COUNT, randomBatch } from "./testModel";
import { crossEntropySum as loss } from "./testTraining";
import golden from "./training.golden.json";

const IMAGES = 4;
const UNFREEZE_AT = 3;

export function testTorchContract(create: (model: Model, seed: number) => Promise<Engine>): void {
  test.each(Object.keys(optimizers))(
    "six steps of %s are PyTorch's, without a leak",
    async (name) => {
      const before = tf.memory().numTensors;
      // What the steps in which nothing new begins start with.
      let steady = 0;
      const { learningRate, weights, average } = golden.runs[name as keyof typeof golden.runs];
      const config = registrySchema(optimizers).parse({ name, weightDecay: 0.1 });
      const optimizer = buildPart(optimizers, config, undefined);
      const engine = await create(goldenModel, 1);
      const { buffers } = await engine.readState();
      const initial = named(golden.initial);
      const counters = Object.entries(buffers).filter(([key]) => key.endsWith("tracked"));
      engine.writeState({
        parameters: pick(initial, /weight|bias/),
        buffers: { ...pick(initial, /running/), ...Object.fromEntries(counters) },
        optimizer: {},
        lossSum: 0,
        average: null,
      });
      engine.startAverage();
      for (let step = 0; step < 6; step++) {
        if (step === UNFREEZE_AT + 1) steady = tf.memory().numTensors;
        engine.freeze(new Set(step < UNFREEZE_AT ? ["stem", "bn1"] : []));
        engine.zeroGradients();
        engine.setBatch(batch);
        engine.backward(loss, step);
        engine.step({
          optimizer,
          settings,
          learningRate: learningRate * (1 - step / 10),
          denominator: IMAGES,
          clipNorm: 0.5,
          clipValue: 0.1,
          averageDecay: 0.9,
        });
      }
      expect(tf.memory().numTensors, "tensors").toBe(steady);
      const state = await engine.readState();
      expectEqual({ ...state.parameters, ...state.buffers }, weights);
      expectEqual({ ...state.average!.parameters, ...state.average!.buffers }, average);
      expect(state.optimizer["stem.weight"]!.step).toBe(3);
      expect(state.optimizer["fc.weight"]!.step).toBe(6);
      engine.dispose();
      expect(tf.memory().numTensors, "tensors").toBe(before);
    },
  );
}

const goldenModel: Model = {
  name: "golden",
  imageSizePx: 4,
  channels: 3,
  classCount: CLASS_COUNT,
  layers: [
    conv("stem", "input", { from: 3, to: 4, kernelPx: 2, stridePx: 2 }),
    normalization("bn1", "stem", 4),
    { op: "activation", kind: "relu", name: "relu1", inputs: ["bn1"] },
    conv("body", "relu1", { from: 4, to: 4, kernelPx: 1 }),
    normalization("bn2", "body", 4),
    { op: "activation", kind: "relu", name: "relu2", inputs: ["bn2"] },
    { op: "globalAveragePool", name: "pool", inputs: ["relu2"] },
    {
      op: "linear",
      name: "fc",
      inputs: ["pool"],
      inFeatures: 4,
      outFeatures: CLASS_COUNT,
      weightInitializer: { kind: "constant", value: 0 },
      biasInitializer: { kind: "constant", value: 0 },
    },
  ],
};

/** A backbone at half the head's rate; biases and norms without decay. */
const settings: ReadonlyMap<string, ParameterSettings> = new Map(
  Object.keys(golden.initial).map((name) => [
    name,
    { rateFactor: name.startsWith("fc") ? 1 : 0.5, hasDecay: /(stem|body|fc)\.weight/.test(name) },
  ]),
);

const batch: Batch = {
  ...randomBatch(IMAGES, goldenModel.imageSizePx, CLASS_COUNT),
  pixels: Uint8Array.from(golden.pixels),
  normalization: { mean: [0.5, 0.5, 0.5], standardDeviation: [0.25, 0.25, 0.25] },
};

function named(values: Record<string, readonly number[]>): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(values).map(([name, numbers]) => [name, Float32Array.from(numbers)]),
  );
}

function pick(values: Record<string, Float32Array>, pattern: RegExp): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => pattern.test(name)));
}

/** To the rounding of float32: PyTorch's numbers are of float64. */
function expectEqual(
  actual: Record<string, Float32Array>,
  expected: Record<string, readonly number[]>,
): void {
  for (const [name, numbers] of Object.entries(expected))
    numbers.forEach((value, i) =>
      expect(Math.abs(actual[name]![i]! - value), `${name}[${i}]`).toBeLessThan(
        2e-5 * Math.max(1, Math.abs(value)),
      ),
    );
}
