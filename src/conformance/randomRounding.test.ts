import { expect, test } from "vitest";
import { randomRoundings } from "./randomRounding";

const STEP = 2 ** -23;

test("a number becomes the float32 above or below it, about equally often", () => {
  for (const [value, below, above] of [
    [1 + STEP / 3, 1, 1 + STEP],
    [1 + STEP / 1.5, 1, 1 + STEP],
    [-1 - STEP / 3, -1 - STEP, -1],
    [1 - STEP / 8, 1 - STEP / 2, 1],
    [2 ** -151, 0, 2 ** -149],
    [-(2 ** -151), -(2 ** -149), 0],
  ] as const)
    for (const round of randomRoundings()) {
      const rounded = Array.from({ length: 1000 }, () => round(value));
      expect(new Set(rounded.map((it) => it + 0))).toEqual(new Set([below, above]));
      expect(Math.abs(rounded.filter((it) => it === above).length - 500)).toBeLessThan(100);
    }
});

test("a float32 number, an infinity and NaN stay what they are", () => {
  for (const round of randomRoundings())
    for (const value of [0, 0.1, -3, 2 ** -149].map(Math.fround).concat(Infinity, -Infinity, NaN))
      expect(round(value)).toBe(value);
});

test("two calls give the same roundings", () => {
  const draws = () =>
    randomRoundings().map((round) => Array.from({ length: 40 }, () => round(0.1)));
  expect(draws()).toEqual(draws());
  expect(new Set(draws().map(String)).size).toBe(3);
});
