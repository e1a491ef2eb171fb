import { expect, test } from "vitest";
import { colouredSquares } from "../../src/train/testRun";
import { COMPARED_STEPS, stepCases, thinned, wholeCases } from "./cases";

test("what is compared step by step makes as many steps as are compared", () => {
  for (const { config } of stepCases) {
    const { epochs, batchSize, accumulationSteps } = config.training;
    expect(epochs * Math.ceil(600 / (batchSize * accumulationSteps))).toBe(COMPARED_STEPS);
  }
});

test("no augmentation is left, and every case has a name of its own", () => {
  const cases = [...stepCases, ...wholeCases];
  expect(cases.flatMap(({ config }) => config.data.augmentations)).toEqual([]);
  expect(new Set(cases.map(({ label }) => label)).size).toBe(cases.length);
});

test("a part of a data set has each fifth image with its label", () => {
  const whole = colouredSquares(6);
  const part = thinned(whole);
  const bytes = whole.imageSizePx ** 2 * 3;
  expect(part.paths).toEqual([0, 5, 10, 15].map((i) => whole.paths[i]));
  expect([...part.labels]).toEqual([0, 5, 10, 15].map((i) => whole.labels[i]));
  expect(part.pixels.subarray(bytes, 2 * bytes)).toEqual(
    whole.pixels.subarray(5 * bytes, 6 * bytes),
  );
});
