/** What is planned is what is taken, to a tenth. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Batch } from "../data/batch";
import { buildPart } from "../lib/part";
import type { Model } from "../nn/model";
import { models } from "../parts/models";
import { startDevice } from "./device";
import type { Engine } from "./engine";
import { memoryPlan, type MemoryRequest } from "./memoryPlan";
import { evaluationBatchOf } from "./plan/evaluationBatch";
import { CLASS_COUNT, randomBatch } from "./testModel";
import { adamW, crossEntropySum } from "./testTraining";
import { createEngineOn } from "./wasm/createWasmEngine";
import { Machine } from "./wasm/Machine";
import { createWebgpuEngine } from "./webgpu/createWebgpuEngine";
import { software } from "./webgpu/target";
import { webgpuBackend } from "./webgpu/webgpuBackend";

const IMAGE_COUNT = 300;

function request(
  config: { name: string },
  imageSizePx: number,
  batchSize: number,
): TrainingRequest {
  const model: Model = buildPart(models, config, { classCount: CLASS_COUNT, imageSizePx });
  const evaluationBatch = evaluationBatchOf(model, batchSize);
  const slotCount = adamW.slots.length;
  const images = { batchSize, evaluationBatch, imageCount: IMAGE_COUNT };
  return { model, ...images, slotCount, hasAverage: true, target: software };
}

/** Where something trains. */
type TrainingRequest = MemoryRequest & { batchSize: number };

const smallCnn = { name: "smallCnn", width: 16, dropout: 0.1 };
const resnet18 = { name: "resnet18", stem: "small" };

/** A step and an evaluation, on images of one data set, and the state read. */
async function use(engine: Engine, { model, batchSize, evaluationBatch }: TrainingRequest) {
  const all = randomBatch(IMAGE_COUNT, model.imageSizePx);
  engine.startAverage();
  engine.setBatch(firstOf(all, batchSize));
  engine.backward(crossEntropySum, 1);
  engine.step({
    optimizer: adamW,
    learningRate: 0.01,
    denominator: batchSize,
    clipNorm: 1,
    clipValue: null,
    averageDecay: 0.9,
  });
  engine.setBatch(firstOf(all, evaluationBatch));
  const logits = engine.forward();
  await logits.data();
  logits.dispose();
  await engine.readState();
}

function firstOf(batch: Batch, count: number): Batch {
  if (batch.targets.kind !== "labels") throw new Error("The batch has labels.");
  return {
    ...batch,
    indices: batch.indices.subarray(0, count),
    transforms: batch.transforms.slice(0, count),
    targets: { kind: "labels", labels: batch.targets.labels.subarray(0, count) },
  };
}

function expectWithinTenth(measured: number, planned: number): void {
  expect(measured / planned).toBeGreaterThan(0.9);
  expect(measured / planned).toBeLessThan(1.1);
}

describe("on wasm", () => {
  const machines: Machine[] = [];
  beforeAll(async () => {
    await startDevice("wasm");
  });
  afterAll(() => {
    for (const machine of machines) machine.dispose();
  });

  test.each([
    [smallCnn, 32, 8],
    [smallCnn, 32, 64],
    [resnet18, 32, 4],
  ] as const)("%o at %i px in batches of %i", async (config, imageSizePx, batchSize) => {
    // A memory of its own, because memories do not shrink.
    const machine = await Machine.start();
    machines.push(machine);
    const before = machine.heap.usedBytes;
    const memoryBefore = machine.memory.buffer.byteLength;
    const it = request(config, imageSizePx, batchSize);
    const engine = createEngineOn(machine, it.model, 1);
    await use(engine, it);
    const { peakBytes } = memoryPlan("wasm", it)!;
    expectWithinTenth(machine.heap.usedBytes - before, peakBytes);
    // Where evaluation wants a larger scratch than training, the smaller one leaves a hole.
    const memoryBytes = Math.max(memoryBefore, 1.2 * (before + peakBytes));
    expect(machine.memory.buffer.byteLength).toBeLessThanOrEqual(memoryBytes);
    engine.dispose();
  });
});

describe("on webgpu", () => {
  beforeAll(async () => {
    await startDevice("webgpu");
  });

  test.each([
    [smallCnn, 32, 8],
    [smallCnn, 16, 64],
  ] as const)("%o at %i px in batches of %i", async (config, imageSizePx, batchSize) => {
    const buffers = countBuffers(webgpuBackend().device);
    const it = request(config, imageSizePx, batchSize);
    const engine = await createWebgpuEngine(it.model, 1);
    await use(engine, it);
    expectWithinTenth(buffers.peakBytes(), memoryPlan("webgpu", it)!.peakBytes);
    engine.dispose();
    buffers.stop();
  });
});

/** Sums up the buffers that are made from now on and not destroyed yet. */
function countBuffers(device: GPUDevice) {
  const create = device.createBuffer.bind(device);
  let [alive, peak] = [0, 0];
  device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    let isAlive = true;
    buffer.destroy = () => {
      if (isAlive) alive -= descriptor.size;
      isAlive = false;
      destroy();
    };
    alive += descriptor.size;
    peak = Math.max(peak, alive);
    return buffer;
  };
  return {
    peakBytes: () => peak,
    stop: () => {
      device.createBuffer = create;
    },
  };
}
