import { expect, test } from "vitest";
import { compareSteps, compareWholes } from "./compare";

const side = (losses: number[], valLoss = 1) => ({
  losses,
  epochs: [{ valLoss }],
  inDouble: losses,
});

test("the last step decides, and the largest difference is told", () => {
  const comparison = compareSteps("a", side([2, 1, 1.00005]), side([2, 1.1, 1], 2), 3);
  expect(comparison).toMatchObject({ label: "a", first: 0, validation: 0.5, holds: true });
  expect(comparison.last).toBeCloseTo(5e-5, 10);
  expect(comparison.largest).toBeCloseTo(1 / 11, 10);
  expect(comparison.fromDouble).toEqual({ here: comparison.last, torch: 0 });
  expect(compareSteps("a", side([1.0002]), side([1]), 1).holds).toBe(false);
});

test("a loss that is no number does not hold, and a missing step is an error", () => {
  expect(compareSteps("a", side([NaN]), side([NaN]), 1).holds).toBe(false);
  expect(() => compareSteps("a", side([1]), side([1, 1]), 2)).toThrow("1, 2, 2 steps");
});

test("means over the seeds are compared, not single runs", () => {
  const runs = [
    { label: "1", here: 0.8, torch: 0.83 },
    { label: "2", here: 0.83, torch: 0.81 },
  ];
  const { mean, holds } = compareWholes(runs);
  expect(mean.here).toBeCloseTo(0.815, 10);
  expect(mean.torch).toBeCloseTo(0.82, 10);
  expect(holds).toBe(true);
  expect(compareWholes(runs.slice(0, 1)).holds).toBe(false);
  expect(compareWholes([{ label: "1", here: NaN, torch: 1 }]).holds).toBe(false);
});
