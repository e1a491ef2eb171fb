import { beforeAll, expect, test } from "vitest";
import { createEngine } from "../engine/createEngine";
import { startDevice } from "../engine/device";
import { parseRateTest, rateAt, testRates, type RatePoint } from "./rateTest";
import { preparationOf } from "./preparation";
import { makeRecipe } from "./recipe";
import { suggestRates } from "./suggestRates";
import { colouredSquares, testConfig } from "./testRun";

beforeAll(async () => {
  await startDevice("wasm");
});

const dataset = colouredSquares(20);

async function tested(settings: object, request: object) {
  const recipe = makeRecipe(testConfig(settings), dataset);
  const { engine } = await createEngine(
    recipe.model,
    "wasm",
    recipe.config.seed,
    preparationOf(recipe, () => undefined),
  );
  const { options } = parseRateTest(request);
  const points: RatePoint[] = [];
  const loop = testRates(recipe, engine, options!);
  let next = await loop.next();
  while (!next.done) {
    points.push(next.value);
    next = await loop.next();
  }
  engine.dispose();
  return { points, end: next.value, options: options! };
}

const settings = {
  data: { imageSizePx: 8, classWeights: "balanced", augmentations: [] },
  optimizer: { name: "sgd", momentum: 0.9, weightDecay: 0.1 },
  training: { batchSize: 7, accumulationSteps: 2 },
};

test("walks through the rates over several epochs until the loss is four times its best", async () => {
  const { points, end, options } = await tested(settings, { from: 1e-5, to: 1000, steps: 80 });
  expect(end).toBe("diverged");
  points.forEach(({ learningRate }, step) => expect(learningRate).toBe(rateAt(options, step)));
  // Fresh weights know nothing of three classes.
  expect(points[0]!.loss).toBeGreaterThan(0.8);
  expect(points[0]!.loss).toBeLessThan(2);
  let average = 0;
  points.forEach(({ loss, smoothedLoss }, step) => {
    average = 0.98 * average + 0.02 * loss;
    expect(smoothedLoss).toBeCloseTo(average / (1 - 0.98 ** (step + 1)), 10);
  });
  const { steepest } = suggestRates(points)!;
  expect(steepest).toBeGreaterThan(1e-4);
  expect(steepest).toBeLessThan(10);
});

test("equal seeds give equal curves", async () => {
  const request = { from: 1e-4, to: 0.1, steps: 20 };
  const { points, end } = await tested(settings, request);
  expect(end).toBe("finished");
  expect((await tested(settings, request)).points).toEqual(points);
  expect((await tested({ ...settings, seed: 1 }, request)).points).not.toEqual(points);
});

test("what cannot be tested is refused by field", () => {
  expect(parseRateTest({ from: 0.1, to: 0.1 }).errors).toEqual([
    { path: "to", message: "Must be above the lowest rate." },
  ]);
  expect(parseRateTest({ from: 0, steps: 3 }).errors.map(({ path }) => path)).toEqual([
    "from",
    "steps",
  ]);
});
