import * as tf from "@tensorflow/tfjs-core";
import { expect, test, vi } from "vitest";
import { buildPart } from "../../lib/part";
import type { Model } from "../../nn/model";
import { models } from "../../parts/models";
import { startDevice } from "../device";
import type { Engine, Update } from "../engine";
import { PlanEngine } from "../plan/PlanEngine";
import { CLASS_COUNT, everyOpModel, randomBatch } from "../testModel";
import { adamW, crossEntropySum as loss, expectClose } from "../testTraining";
import { TfjsEngine } from "../tfjs/TfjsEngine";
import { invertedResidualModel, oddModel } from "./testModels";
import { software } from "./target";
import { webgpuBackend } from "./webgpuBackend";
import { WebgpuRuntime } from "./WebgpuRuntime";

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
    const runtime = new WebgpuRuntime(webgpuBackend(), software);
    const actual = await results(new PlanEngine(model, "webgpu", 5, runtime), () =>
      poison(runtime),
    );
    for (const [kind, values] of Object.entries(expected)) expectClose(actual[kind]!, values, 1e-3);
  },
);

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
  const update = {
    optimizer: adamW,
    learningRate: 0.01,
    denominator: 5,
    clipNorm: 1,
    clipValue: null,
  };
  const tensorsBefore = tf.memory().numTensors;
  const runtime = new WebgpuRuntime(backend, software);
  const engine = new PlanEngine(everyOpModel(), "webgpu", 1, runtime);
  const cycle = async () => {
    trainStep(engine, update);
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

test("a step is one submit of few dispatches, makes nothing and reads nothing back", async () => {
  await startDevice("webgpu");
  const backend = webgpuBackend();
  const options = { classCount: CLASS_COUNT, imageSizePx: 32 };
  const model = buildPart(models, { name: "smallCnn", width: 4, dropout: 0.1 } as never, options);
  const engine = new PlanEngine(model, "webgpu", 1, new WebgpuRuntime(backend, software));
  const batch = randomBatch(16, 32);
  const step = (i: number) => {
    engine.zeroGradients();
    engine.setBatch(batch);
    engine.backward(loss, i);
    engine.step({
      optimizer: adamW,
      learningRate: 0.01,
      denominator: 16,
      clipNorm: null,
      clipValue: null,
    });
  };
  step(0);
  const { device } = backend;
  const count = {
    submits: vi.spyOn(device.queue, "submit"),
    dispatches: vi.spyOn(GPUComputePassEncoder.prototype, "dispatchWorkgroups"),
    buffers: vi.spyOn(device, "createBuffer"),
    bindGroups: vi.spyOn(device, "createBindGroup"),
    pipelines: vi.spyOn(device, "createComputePipeline"),
    maps: vi.spyOn(GPUBuffer.prototype, "mapAsync"),
  };
  step(1);
  const calls = Object.fromEntries(
    Object.entries(count).map(([name, { mock }]) => [name, mock.calls.length]),
  );
  vi.restoreAllMocks();
  expect(calls).toEqual({
    submits: 1,
    dispatches: 45,
    buffers: 0,
    bindGroups: 0,
    pipelines: 0,
    maps: 0,
  });
  engine.dispose();
});

function trainStep(engine: Engine, update: Update): void {
  engine.zeroGradients();
  engine.setBatch(randomBatch(5));
  engine.backward(loss, 0);
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
