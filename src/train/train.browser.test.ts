import { beforeAll, describe, expect, test } from "vitest";
import { startDevice } from "../engine/device";
import type { Model } from "../nn/model";
import { trainedModelOf } from "./checkpoint";
import { readCheckpoint, writeCheckpoint } from "./checkpointFile";
import { evaluationOf, logitsOf } from "./evaluate";
import { checkpointOf, colouredSquares, runOn, startTestRun, testConfig } from "./testRun";
import { train } from "./train";

beforeAll(async () => {
  await startDevice("wasm");
});

const dataset = colouredSquares(20);
const settings = {
  optimizer: { name: "adamW", learningRate: 0.01 },
  schedule: { name: "cosineAnnealing" },
  training: { epochs: 3, batchSize: 7, accumulationSteps: 2, clipNorm: 1 },
};

const regularized = {
  ...settings,
  model: { name: "smallCnn", width: 4, trainable: "features.4, head" },
  training: {
    ...settings.training,
    unfreezeEpoch: 2,
    clipValue: 0.1,
    emaDecay: 0.9,
    weightDecayOn: "weights",
    layerDecay: 0.8,
  },
};

describe("a run", () => {
  test("learns, and tells each epoch", async () => {
    const run = startTestRun(testConfig(settings), dataset);
    const { events, reason } = await runOn(run);
    expect(reason).toBe("finished");
    const records = events.flatMap((event) => (event.type === "epochEnded" ? event.record : []));
    expect(records.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(records[2]!.trainLoss).toBeLessThan(records[0]!.trainLoss);
    expect(run.progress.history).toEqual(records);
    const best = Math.max(...records.map(({ macroF1 }) => macroF1!));
    expect(run.progress.best).toMatchObject({ metric: "macroF1", value: best });
    run.engine.dispose();
  });

  test("gives the same numbers from the same seed, and others from another", async () => {
    const states = [];
    for (const seed of [1, 1, 2]) {
      const run = startTestRun(testConfig({ ...settings, seed }), dataset);
      await runOn(run, 8);
      states.push(await run.engine.readState());
      run.engine.dispose();
    }
    expect(states[1]).toEqual(states[0]);
    expect(states[2]).not.toEqual(states[0]);
  });

  test.each([1, 4, 5, 9])("saved after step %i goes on as if it had never stopped", async (cut) => {
    // Four steps an epoch: the whole model learns from step 5 on.
    const config = testConfig(regularized);
    const straight = startTestRun(config, dataset);
    await runOn(straight);
    const first = startTestRun(config, dataset);
    await runOn(first, cut);
    const file = await writeCheckpoint(await checkpointOf(first));

    const saved = await readCheckpoint(file);
    const second = startTestRun(config, dataset);
    second.engine.writeState(saved.engine);
    const progress = { ...saved.progress };
    const { reason } = await runOn({
      ...second,
      progress,
      loop: train(second.recipe, second.engine, progress),
    });
    expect(reason).toBe("finished");
    expect(await second.engine.readState()).toEqual(await straight.engine.readState());
    for (const key of ["bestModel", "bestRawModel"] as const) {
      expect(progress[key]).not.toBeNull();
      expect(progress[key]).toEqual(straight.progress[key]);
    }
    const timeless = progress.history.map(({ seconds: _s, imagesPerSecond: _i, ...it }) => it);
    expect(timeless).toEqual(
      straight.progress.history.map(({ seconds: _s, imagesPerSecond: _i, ...it }) => it),
    );
    for (const { engine } of [straight, first, second]) engine.dispose();
  });

  test("judges and keeps the weights' average, and what it is of beside it", async () => {
    const run = startTestRun(testConfig({ ...regularized, model: { name: "smallCnn" } }), dataset);
    await runOn(run);
    const saved = await readCheckpoint(await writeCheckpoint(await checkpointOf(run)));
    const state = await run.engine.readState();
    const { parameters, buffers } = state;
    expect(trainedModelOf(saved, "last").state).toEqual(state.average);
    expect(trainedModelOf(saved, "lastRaw").state).toEqual({ parameters, buffers });

    // The best epoch's numbers are those of the average.
    const { recipe, engine, progress } = run;
    engine.writeState({ ...state, ...trainedModelOf(saved, "best").state, average: null });
    const { dataset: images, split, normalization } = recipe;
    const logits = await logitsOf(engine, images, split.validation, normalization);
    const labels = Int32Array.from(split.validation, (index) => images.labels[index]!);
    const { confusion } = await evaluationOf(logits, labels, 3, recipe.loss);
    expect(confusion).toEqual(progress.bestConfusion);
    expect(trainedModelOf(saved, "bestRaw").state).not.toEqual(trainedModelOf(saved, "best").state);
    engine.dispose();
  });

  test("leaves frozen layers as they were until they are to learn", async () => {
    const run = startTestRun(testConfig(regularized), dataset);
    const before = await run.engine.readState();
    await runOn(run, 4);
    const frozen = await run.engine.readState();
    const isFrozen = (name: string) => !/^(features.4|classifier)\./.test(name);
    for (const [name, values] of Object.entries({ ...frozen.parameters, ...frozen.buffers })) {
      const old = (before.parameters[name] ?? before.buffers[name])!;
      if (isFrozen(name)) expect(values, name).toEqual(old);
      else expect(values, name).not.toEqual(old);
    }
    await runOn(run, 5);
    const { optimizer } = await run.engine.readState();
    expect(optimizer["features.0.conv.weight"]!.step).toBe(1);
    expect(optimizer["classifier.weight"]!.step).toBe(5);
    run.engine.dispose();
  });

  test("stops as diverged when the loss is no number any more, and tells no NaN", async () => {
    const config = testConfig({
      ...settings,
      // Each step makes every weight some thousand times larger.
      optimizer: { name: "sgd", learningRate: 1000, weightDecay: 1 },
      schedule: { name: "constant" },
      training: { ...settings.training, epochs: 20, clipNorm: null },
    });
    const run = startTestRun(config, dataset);
    const { events, reason } = await runOn(run);
    expect(reason).toBe("diverged");
    const told = events.flatMap((event) => (event.type === "progress" ? event.trainLoss : []));
    expect(told.every(Number.isFinite)).toBe(true);
    const kept = Object.values(run.progress.bestModel?.parameters ?? {});
    expect(kept.every((values) => values.every(Number.isFinite))).toBe(true);
    run.engine.dispose();
  });

  test("stops early once no epoch has been better for a while", async () => {
    const config = testConfig({
      ...settings,
      optimizer: { name: "sgd", learningRate: 1e-12 },
      training: { ...settings.training, epochs: 20, earlyStoppingPatience: 2, bestBy: "accuracy" },
    });
    const run = startTestRun(config, dataset);
    const { reason } = await runOn(run);
    expect(reason).toBe("earlyStopping");
    expect(run.progress.epoch - run.progress.best!.epoch).toBe(2);
    run.engine.dispose();
  });

  test("does without validation images", async () => {
    const config = testConfig({
      ...settings,
      data: { imageSizePx: 8, split: { name: "stratified", validation: 0 } },
    });
    const run = startTestRun(config, dataset);
    const { events, reason } = await runOn(run);
    expect(reason).toBe("finished");
    const ended = events.filter((event) => event.type === "epochEnded");
    expect(ended.map(({ record }) => record.macroF1)).toEqual([null, null, null]);
    expect(run.progress.best).toBeNull();
    run.engine.dispose();
  });
});

describe("gradient accumulation", () => {
  const losses = [
    { data: {}, loss: { name: "crossEntropy", labelSmoothing: 0.1 } },
    { data: { classWeights: "balanced" }, loss: { name: "crossEntropy" } },
    { data: { classWeights: "balanced" }, loss: { name: "focal" } },
    {
      data: { classWeights: "balanced", mix: { name: "mixupOrCutMix" } },
      loss: { name: "crossEntropy", labelSmoothing: 0.1 },
    },
  ];
  test.each(losses)("of 4 × 8 gives the weights of batch 32: %o", async ({ data, loss }) => {
    const states = [];
    for (const [batchSize, accumulationSteps] of [
      [32, 1],
      [8, 4],
    ]) {
      const config = testConfig({
        data: { imageSizePx: 8, ...data },
        loss,
        optimizer: { name: "sgd", learningRate: 0.05, momentum: 0.9 },
        training: { epochs: 2, batchSize, accumulationSteps },
      });
      // 28 images of each class to train with: the last window has 20 images, in 3 batches.
      const unequal = colouredSquares(35);
      const { model } = startTestRun(config, unequal).recipe;
      const run = startTestRun(config, unequal, withoutNormAndDropout(model));
      await runOn(run);
      states.push(await run.engine.readState());
      run.engine.dispose();
    }
    const [whole, parts] = states.map(({ parameters }) => parameters);
    for (const [name, values] of Object.entries(whole!))
      values.forEach((value, i) =>
        expect(Math.abs(parts![name]![i]! - value), name).toBeLessThan(
          1e-5 + 1e-4 * Math.abs(value),
        ),
      );
  });
});

/** The model with its BatchNorm and dropout layers taken out of the chain. */
function withoutNormAndDropout(model: Model): Model {
  const source = new Map<string, string>();
  const resolve = (name: string): string => (source.has(name) ? resolve(source.get(name)!) : name);
  const layers = model.layers.filter(({ op, name, inputs }) => {
    const isLeftOut = op === "batchNorm" || op === "dropout";
    if (isLeftOut) source.set(name, inputs[0]!);
    return !isLeftOut;
  });
  return { ...model, layers: layers.map((it) => ({ ...it, inputs: it.inputs.map(resolve) })) };
}
