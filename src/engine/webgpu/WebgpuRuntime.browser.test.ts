import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { buildPart } from "../../lib/part";
import type { Model } from "../../nn/model";
import { losses } from "../../parts/losses";
import { models } from "../../parts/models";
import { optimizers } from "../../parts/optimizers";
import type { Optimizer } from "../../parts/optimizers/optimizer";
import { startDevice } from "../device";
import type { Engine, LossSum } from "../engine";
import { PlanEngine } from "../plan/PlanEngine";
import { CLASS_COUNT, everyOpModel, randomBatch } from "../testModel";
import { TfjsEngine } from "../tfjs/TfjsEngine";
import { invertedResidualModel, oddModel } from "./testModels";
import { webgpuBackend } from "./webgpuBackend";
import { WebgpuRuntime } from "./WebgpuRuntime";

const crossEntropy = buildPart(losses, { name: "crossEntropy", labelSmoothing: 0 } as never, {
  classCount: CLASS_COUNT,
  classWeights: null,
});
const loss: LossSum = (logits, labels) => {
  if (crossEntropy.kind !== "perImage") throw new Error("Cross entropy is a loss of each image.");
  return tf.sum<tf.Scalar>(crossEntropy.each(logits, labels));
};

const cases: [name: string, model: Model][] = [
  ["every op", everyOpModel()],
  ["inverted residuals", invertedResidualModel()],
  ["odd shapes", oddModel()],
  [
    "the small CNN",
    buildPart(models, { name: "smallCnn", width: 4, dropout: 0.1 } as never, {
      classCount: CLASS_COUNT,
      imageSizePx: 12,
    }),
  ],
];

test.each(cases)(
  "%s has the reference's logits, gradients and statistics on webgpu",
  async (_, model) => {
    await startDevice("cpu");
    const expected = await results(new TfjsEngine(model, "cpu", 5), () => undefined);
    await startDevice("webgpu");
    const runtime = new WebgpuRuntime(webgpuBackend());
    const actual = await results(new PlanEngine(model, "webgpu", 5, runtime), () =>
      poison(runtime),
    );
    for (const [kind, values] of Object.entries(expected))
      for (const [name, numbers] of Object.entries(values))
        expectClose(actual[kind]![name]!, numbers, 1e-3, `${kind} ${name}`);
  },
);

const optimizerCases: [name: string, optimizer: Optimizer, clipNorm: number | null][] = [
  [
    "SGD",
    optimizers.sgd.build(
      { learningRate: 0.1, momentum: 0, dampening: 0, nesterov: false, weightDecay: 0 },
      undefined,
    ),
    null,
  ],
  [
    "SGD with Nesterov momentum",
    optimizers.sgd.build(
      { learningRate: 0.1, momentum: 0.9, dampening: 0, nesterov: true, weightDecay: 0.01 },
      undefined,
    ),
    0.5,
  ],
  [
    "Adam with AMSGrad",
    optimizers.adam.build({ ...adamOptions(0.01), amsgrad: true }, undefined),
    null,
  ],
  ["AdamW", optimizers.adamW.build({ ...adamOptions(0.01), amsgrad: false }, undefined), 1],
  [
    "centred RMSprop",
    optimizers.rmsprop.build(
      {
        ...{ learningRate: 0.01, alpha: 0.9, epsilon: 1e-6 },
        ...{ momentum: 0.5, centered: true, weightDecay: 0.001 },
      },
      undefined,
    ),
    null,
  ],
];

test.each(optimizerCases)("%s steps as on the reference", async (_, optimizer, clipNorm) => {
  const update = { optimizer, learningRate: 0.01, denominator: 5, clipNorm };
  await startDevice("cpu");
  const reference = new TfjsEngine(invertedResidualModel(), "cpu", 5);
  for (let i = 0; i < 3; i++) trainStep(reference, i, update);
  const norm = await reference.readGradientNorm();
  const state = await reference.readState();
  reference.dispose();
  await startDevice("webgpu");
  const engine = newEngine(invertedResidualModel(), 5);
  for (let i = 0; i < 3; i++) trainStep(engine, i, update);
  const actual = await engine.readState();
  const actualNorm = await engine.readGradientNorm();
  engine.dispose();
  if (norm === null) expect(actualNorm).toBeNull();
  else expect(Math.abs(actualNorm! - norm)).toBeLessThan(1e-3 * norm);
  for (const [name, values] of Object.entries(state.parameters))
    expectClose(actual.parameters[name]!, values, 1e-3, name);
});

test("the loss of 30 steps follows the reference", async () => {
  const optimizer = optimizers.sgd.build(
    { learningRate: 0.02, momentum: 0.9, dampening: 0, nesterov: false, weightDecay: 0 },
    undefined,
  );
  const update = { optimizer, learningRate: 0.02, denominator: 8, clipNorm: null };
  const losses = async (engine: Engine) => {
    const values: number[] = [];
    for (let i = 0; i < 30; i++) {
      engine.zeroLoss();
      trainStep(engine, i, update, 8);
      values.push(await engine.readLossSum());
    }
    engine.dispose();
    return values;
  };
  await startDevice("cpu");
  const expected = await losses(new TfjsEngine(everyOpModel(), "cpu", 5));
  await startDevice("webgpu");
  const actual = await losses(newEngine(everyOpModel(), 5));
  for (const [i, value] of expected.entries())
    expect(Math.abs(actual[i]! - value), `step ${i}`).toBeLessThan(1e-3 * Math.abs(value));
  expect(actual.at(-1)).toBeLessThan(0.8 * actual[0]!);
});

test("runs are equal bit for bit, also when saved between and restored elsewhere", async () => {
  await startDevice("webgpu");
  const optimizer = optimizers.adamW.build({ ...adamOptions(0.01), amsgrad: false }, undefined);
  const update = { optimizer, learningRate: 0.01, denominator: 5, clipNorm: 1 };
  const straight = newEngine(everyOpModel(), 1);
  for (let i = 0; i < 4; i++) trainStep(straight, i, update);
  const first = newEngine(everyOpModel(), 1);
  for (let i = 0; i < 2; i++) trainStep(first, i, update);
  const second = newEngine(everyOpModel(), 99);
  second.writeState(await first.readState());
  for (let i = 2; i < 4; i++) trainStep(second, i, update);
  expect(await second.readState()).toEqual(await straight.readState());
  for (const engine of [straight, first, second]) engine.dispose();
});

test("steps leave no buffer and no tensor behind", async () => {
  await startDevice("webgpu");
  const backend = webgpuBackend();
  const { device } = backend;
  const alive = new Set<GPUBuffer>();
  const create = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      alive.delete(buffer);
      destroy();
    };
    alive.add(buffer);
    return buffer;
  };
  const optimizer = optimizers.adamW.build({ ...adamOptions(0.01), amsgrad: false }, undefined);
  const update = { optimizer, learningRate: 0.01, denominator: 5, clipNorm: 1 };
  const tensorsBefore = tf.memory().numTensors;
  const runtime = new WebgpuRuntime(backend);
  const engine = new PlanEngine(everyOpModel(), "webgpu", 1, runtime);
  const cycle = async () => {
    trainStep(engine, 0, update);
    engine.setBatch(randomBatch(2));
    const logits = engine.forward();
    const values = await logits.data();
    logits.dispose();
    await engine.readLossSum();
    return values;
  };
  const logitsOfTwo = await cycle();
  for (let i = 0; i < 2; i++) await cycle();
  const [buffers, tensors] = [alive.size, tf.memory().numTensors];
  for (let i = 0; i < 3; i++) await cycle();
  expect(alive.size).toBe(buffers);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(logitsOfTwo.length).toBe(2 * CLASS_COUNT);
  const pooled = runtime.pool.buffers.slice();
  engine.dispose();
  expect(pooled.some((buffer) => alive.has(buffer))).toBe(false);
  expect(tf.memory().numTensors).toBe(tensorsBefore);
  device.createBuffer = create;
});

function newEngine(model: Model, seed: number): Engine {
  const runtime = new WebgpuRuntime(webgpuBackend());
  return new PlanEngine(model, "webgpu", seed, runtime);
}

function trainStep(
  engine: Engine,
  index: number,
  update: Parameters<Engine["step"]>[0],
  count = 5,
): void {
  engine.zeroGradients();
  engine.setBatch(randomBatch(count, engine.model.imageSizePx));
  engine.backward(loss, index);
  engine.step(update);
}

/** A whole and a partial micro-batch, accumulated, then eval mode; twice, the second time poisoned. */
async function results(engine: Engine, poisonBuffers: () => void) {
  const run = async () => {
    engine.zeroGradients();
    for (const count of [6, 4]) {
      poisonBuffers();
      engine.setBatch(randomBatch(count, engine.model.imageSizePx));
      engine.backward(loss, 3);
    }
    poisonBuffers();
    const logits = engine.forward();
    poisonBuffers();
    // Kept by the caller while another batch runs.
    engine.setBatch(randomBatch(5, engine.model.imageSizePx));
    engine.forward().dispose();
    const values = await logits.data<"float32">();
    logits.dispose();
    return values;
  };
  await run();
  const logits = await run();
  const gradients = await engine.readGradients();
  const { buffers } = await engine.readState();
  engine.dispose();
  const found: Record<string, Record<string, Float32Array>> = {
    outputs: { logits },
    gradients,
    buffers,
  };
  return found;
}

/** Numbers that are left from before must not look right. */
function poison(runtime: WebgpuRuntime): void {
  runtime.submit();
  const { device } = webgpuBackend();
  for (const buffer of runtime.pool.buffers)
    device.queue.writeBuffer(buffer, 0, new Float32Array(buffer.size / 4).fill(NaN));
}

function expectClose(
  actual: Float32Array,
  expected: Float32Array,
  tolerance: number,
  name: string,
): void {
  const difference = norm(expected.map((value, i) => value - actual[i]!));
  expect(difference, name).toBeLessThanOrEqual(tolerance * norm(expected) + 1e-4);
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

function adamOptions(learningRate: number) {
  return { learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-6, weightDecay: 0.01 };
}
