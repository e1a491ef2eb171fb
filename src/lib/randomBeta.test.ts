import { expect, test } from "vitest";
import { randomFrom } from "./random";
import { randomBeta } from "./randomBeta";

test.each([0.05, 0.2, 0.8, 1, 5])("Beta(α, α) of α = %d has its mean and variance", (alpha) => {
  const random = randomFrom(3);
  const draws = Array.from({ length: 20_000 }, () => randomBeta(random, alpha));
  expect(draws.every((it) => it >= 0 && it <= 1)).toBe(true);
  const mean = draws.reduce((sum, it) => sum + it, 0) / draws.length;
  const variance = draws.reduce((sum, it) => sum + (it - mean) ** 2, 0) / draws.length;
  expect(mean).toBeCloseTo(0.5, 1.5);
  expect(variance * 4 * (2 * alpha + 1)).toBeCloseTo(1, 1.3);
});
