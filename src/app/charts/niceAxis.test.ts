import { expect, test } from "vitest";
import { niceAxis } from "./niceAxis";

test.each([
  [
    [0.47, 0.85],
    [0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
  ],
  [
    [0, 0.005],
    [0, 0.002, 0.004, 0.006],
  ],
  [
    [0.7, 2.35],
    [0.5, 1, 1.5, 2, 2.5],
  ],
])("%j lies on an axis of round numbers", (values, ticks) => {
  expect(niceAxis(values).ticks).toEqual(ticks);
});

test("one value, no value and infinite ones still have an axis", () => {
  for (const values of [
    [3],
    [0.6931471805599453, 0.6931471805599452],
    [],
    [undefined, NaN, Infinity],
    [0],
  ]) {
    const { domain, ticks } = niceAxis(values);
    expect(domain[1]).toBeGreaterThan(domain[0]);
    expect(ticks.every(Number.isFinite)).toBe(true);
    expect(new Set(ticks).size).toBe(ticks.length);
  }
});
