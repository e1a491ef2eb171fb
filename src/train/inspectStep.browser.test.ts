import { beforeAll, describe, expect, test } from "vitest";
import { createEngine } from "../engine/createEngine";
import { startDevice } from "../engine/device";
import { TfjsEngine } from "../engine/tfjs/TfjsEngine";
import { expectClose } from "../engine/testTraining";
import { inspectStep } from "./inspectStep";
import { startOfRun, type Progress } from "./progress";
import { colouredSquares, runOn, startTestRun, testConfig } from "./testRun";
import { preparationOf } from "./preparation";
import { train } from "./train";

beforeAll(async () => {
  await startDevice("wasm");
});

const dataset = colouredSquares(20);
/** Everything that a step depends on: masks, augmentation, accumulation, clipping, decay, weights. */
const settings = {
  data: {
    imageSizePx: 8,
    classWeights: "balanced",
    augmentations: [{ name: "randomCrop", paddingPx: 1 }],
  },
  model: { name: "smallCnn", width: 4, dropout: 0.3 },
  loss: { name: "focal", gamma: 2, labelSmoothing: 0.1 },
  optimizer: { name: "adamW", learningRate: 0.01 },
  schedule: { name: "oneCycle" },
  training: { epochs: 2, batchSize: 7, accumulationSteps: 2, clipNorm: 0.5 },
};
const { signal } = new AbortController();

/** The step after `done` steps of training, by the loop itself and by the inspector. */
async function both(done: number, isCompiled: boolean) {
  const run = startTestRun(testConfig(settings), dataset);
  const { recipe } = run;
  const engine = isCompiled
    ? (
        await createEngine(
          recipe.model,
          "wasm",
          recipe.config.seed,
          preparationOf(recipe, () => undefined),
        )
      ).engine
    : run.engine;
  const progress: Progress = { ...startOfRun };
  const loop = { ...run, progress, loop: train(recipe, engine, progress) };
  if (done > 0) await runOn(loop, done);
  const inspected = new TfjsEngine(recipe.model, "wasm", recipe.config.seed);
  inspected.writeState(await engine.readState());
  const inspection = await inspectStep(recipe, inspected, { ...progress }, signal);
  const [sumBefore, weightBefore] = [await engine.readLossSum(), progress.lossWeight];
  await runOn(loop, done + 1);
  const result = {
    inspection: inspection!,
    after: await inspected.readState(),
    trained: await engine.readState(),
    gradientNorm: (await engine.readGradientNorm())!,
    denominator: progress.lossWeight - weightBefore,
    loss: ((await engine.readLossSum()) - sumBefore) / (progress.lossWeight - weightBefore),
    rate: recipe.schedule.at({ epoch: 0, step: done }, []),
  };
  for (const it of new Set([run.engine, engine, inspected])) it.dispose();
  return result;
}

describe.each([0, 2])("after %i steps", (done) => {
  test("on the engine of training, the inspected step is the trained one bit for bit", async () => {
    const { inspection, after, trained, loss, denominator, rate, ...other } = await both(
      done,
      false,
    );
    const { lossSum: _, ...weights } = after;
    expect(trained).toMatchObject(weights);
    if (done === 0) expect(inspection.loss).toBe(loss);
    else expect(inspection.loss).toBeCloseTo(loss, 5);
    expect(inspection.denominator).toBe(denominator);
    expect(inspection.step).toBe(done);
    expect(inspection.learningRate).toBe(rate.learningRate);
    expect(inspection.momentum).toBe(rate.momentum);
    expect(inspection.gradientNorm).toBeCloseTo(other.gradientNorm, 5);
  });

  test("on the compiled engine, it is within float32's rounding", async () => {
    const { inspection, after, trained, loss, gradientNorm } = await both(done, true);
    expect(Math.abs(inspection.loss - loss)).toBeLessThan(1e-5 * loss);
    expect(Math.abs(inspection.gradientNorm - gradientNorm)).toBeLessThan(1e-4 * gradientNorm);
    expectClose(after.parameters, trained.parameters, 1e-3);
    expectClose(after.buffers, trained.buffers, 1e-5);
  });
});

test("the parts of an inspected step add up to the whole", async () => {
  const { inspection, after } = await both(1, false);
  const { microBatches, parameters, layers } = inspection;
  expect(microBatches.map(({ imageCount }) => imageCount)).toEqual([7, 7]);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  expect(sum(microBatches.map((it) => it.denominator))).toBeCloseTo(inspection.denominator, 10);
  for (const { detail, lossSum, denominator } of microBatches) {
    expect(sum(detail!.images.map(({ train }) => train.loss!))).toBeCloseTo(lossSum, 4);
    expect(sum(detail!.images.map(({ classWeight }) => classWeight))).toBeCloseTo(denominator, 10);
    expect(detail!.pixels).toHaveLength(7 * 8 * 8 * 4);
    expect(detail!.layers).toHaveLength(layers.length);
  }
  expect(microBatches[1]!.accumulatedNorm).toBeCloseTo(inspection.gradientNorm, 6);
  const squares = parameters.map(({ gradientNorm }) => gradientNorm ** 2);
  expect(Math.sqrt(sum(squares))).toBeCloseTo(inspection.gradientNorm, 6);
  const { clipCoefficient, gradientNorm } = inspection;
  expect(clipCoefficient).toBe(Math.min(1, 0.5 / (gradientNorm + 1e-6)));
  for (const { name, norm, updateNorm, updateRatio, slots, updates } of parameters) {
    if (norm > 0) expect(updateRatio).toBe(updateNorm / norm);
    expect(updates).toBe(2);
    expect(slots.map((slot) => slot.name)).toEqual(Object.keys(after.optimizer[name]!.slots));
  }
});

test("tells what dropout, ReLU and BatchNorm do", async () => {
  const { inspection } = await both(0, false);
  const at = (op: string) => inspection.layers.findIndex((layer) => layer.op === op);
  const { layers } = inspection.microBatches[0]!.detail!;
  const dropout = layers[at("dropout")]!;
  expect(dropout.train.zeroShare).toBeGreaterThan(dropout.eval.zeroShare + 0.1);
  expect(layers[at("relu")]!.train.lowest).toBe(0);
  // In train mode it normalises, whatever comes in; in eval mode by statistics that are still 0 and 1.
  const norm = layers[at("batchNorm")]!;
  expect(norm.train.mean).toBeCloseTo(0, 4);
  expect(norm.train.standardDeviation).toBeCloseTo(1, 3);
  expect(norm.modeDifference).toBeGreaterThan(0.1);
  const [first] = inspection.runningStatistics;
  expect(first).toMatchObject({ mean: { before: 0 }, variance: { before: 1 }, momentum: 0.1 });
  expect(first!.mean.after).not.toBe(0);
});

test("a signal gives it up", async () => {
  const { recipe, engine } = startTestRun(testConfig(settings), dataset);
  const controller = new AbortController();
  controller.abort();
  expect(await inspectStep(recipe, engine, startOfRun, controller.signal)).toBeNull();
  engine.dispose();
});
