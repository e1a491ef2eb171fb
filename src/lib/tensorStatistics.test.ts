import { expect, test } from "vitest";
import { tensorStatistics } from "./tensorStatistics";

test("counts moments, zeros and bins", () => {
  const { histogram, ...figures } = tensorStatistics([0, 0, 3, 1]);
  expect(figures).toEqual({
    mean: 1,
    standardDeviation: Math.sqrt(6 / 4),
    lowest: 0,
    highest: 3,
    zeroShare: 0.5,
    norm: Math.sqrt(10),
  });
  expect(histogram.reduce((sum, count) => sum + count)).toBe(4);
  expect([histogram[0], histogram.at(-1)]).toEqual([2, 1]);
});

test("keeps its digits far from 0, and puts equal numbers in one bin", () => {
  const far = tensorStatistics(Float32Array.of(4096.5, 4097.5));
  expect(far.standardDeviation).toBe(0.5);
  expect(tensorStatistics([2, 2]).histogram).toEqual([2]);
  expect(tensorStatistics([NaN, 1]).histogram).toEqual([2]);
});
