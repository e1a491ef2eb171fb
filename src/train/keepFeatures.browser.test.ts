import { expect, test } from "vitest";
import { createEngine } from "../engine/createEngine";
import { startDevice } from "../engine/device";
import type { Engine } from "../engine/engine";
import { FeatureEngine } from "../engine/FeatureEngine";
import type { Tier } from "../engine/tier";
import { createRunEngine } from "./createRunEngine";
import { preparationOf } from "./preparation";
import { startOfRun, type Progress } from "./progress";
import { makeRecipe, type Recipe } from "./recipe";
import { colouredSquares, testConfig } from "./testRun";
import { train } from "./train";

const dataset = colouredSquares(20);
const frozen = {
  data: { imageSizePx: 8, augmentations: [] },
  optimizer: { name: "adamW", learningRate: 0.02 },
  training: { epochs: 3, batchSize: 7, accumulationSteps: 2, emaDecay: 0.9 },
};
const small = (trainable: string) => ({ name: "smallCnn", width: 4, dropout: 0.3, trainable });

async function run(recipe: Recipe, engine: Engine, progress: Progress = { ...startOfRun }) {
  const events = new Set<string>();
  for await (const { type } of train(recipe, engine, progress)) events.add(type);
  const history = progress.history.map(({ seconds: _, imagesPerSecond: __, ...record }) => record);
  return { history, events, progress, state: await engine.readState() };
}

const silent = () => undefined;
const featureEngine = async (recipe: Recipe, tier: Tier) =>
  (await createRunEngine(recipe, tier, silent)).engine;

test.each([
  ["wasm", "the head, under dropout", small("head")],
  ["wasm", "the head and the block before it", small("features.4, head")],
  ["wasm", "a head of one layer", { ...small("head"), dropout: 0 }],
  ["cpu", "the head, under dropout", small("head")],
  ["webgpu", "the head, under dropout", small("head")],
] as const)("on %s, training %s on features gives the same numbers", async (tier, _, model) => {
  await startDevice(tier);
  const recipe = makeRecipe(testConfig({ ...frozen, model }), dataset);
  const whole = await createEngine(recipe.model, tier, 42, preparationOf(recipe, silent));
  const expected = await run(recipe, whole.engine);
  const engine = await featureEngine(recipe, tier);
  expect(engine).toBeInstanceOf(FeatureEngine);
  const actual = await run(recipe, engine);
  expect(actual.history).toEqual(expected.history);
  expect(actual.state).toEqual(expected.state);
  expect([...actual.events][0]).toBe("features");
  expect(expected.events).not.toContain("features");
  whole.engine.dispose();
  engine.dispose();
});

test("a run on features goes on from a saved state", async () => {
  await startDevice("wasm");
  const recipe = makeRecipe(testConfig({ ...frozen, model: small("head") }), dataset);
  const straight = await run(recipe, await featureEngine(recipe, "wasm"));
  const first = await featureEngine(recipe, "wasm");
  const progress = { ...startOfRun };
  for await (const { type } of train(recipe, first, progress))
    if (type === "step" && progress.step === 5) break;
  const saved = await first.readState();
  expect(() => first.writeState(saved)).toThrow("new engine");
  const second = await featureEngine(recipe, "wasm");
  second.writeState(saved);
  expect((await run(recipe, second, { ...progress })).state).toEqual(straight.state);
  first.dispose();
  second.dispose();
});
