import { expect, test } from "vitest";
import { improves, isBetter, isStalled } from "./best";

const confusion = (right: number, wrong: number) => [
  [right, wrong],
  [wrong, right],
];

test("a first score of 0 is the best so far", () => {
  expect(improves(0, null, "higher")).toBe(true);
  expect(improves(1e9, null, "lower")).toBe(true);
});

test("an equal score is no better: the first best stays", () => {
  expect(improves(0.7, 0.7, "higher")).toBe(false);
  expect(improves(0.7, 0.7, "lower")).toBe(false);
});

test("NaN is never better, not even than nothing", () => {
  for (const better of ["higher", "lower"] as const) {
    expect(improves(NaN, null, better)).toBe(false);
    expect(improves(NaN, 0.5, better)).toBe(false);
  }
});

test("each metric is better in its own direction", () => {
  const evaluation = { loss: 0.4, confusion: confusion(3, 1) };
  expect(isBetter("validationLoss", evaluation, { value: 0.5 })).toBe(true);
  expect(isBetter("validationLoss", evaluation, { value: 0.3 })).toBe(false);
  expect(isBetter("accuracy", evaluation, { value: 0.7 })).toBe(true);
  expect(isBetter("macroF1", evaluation, { value: 0.8 })).toBe(false);
  expect(isBetter("macroF1", evaluation, null)).toBe(true);
});

test("a run is stalled once patience epochs in a row were no better", () => {
  expect(isStalled({ epoch: 7, best: { epoch: 3 } }, 5)).toBe(false);
  expect(isStalled({ epoch: 8, best: { epoch: 3 } }, 5)).toBe(true);
  expect(isStalled({ epoch: 5, best: null }, 5)).toBe(true);
  expect(isStalled({ epoch: 500, best: { epoch: 1 } }, null)).toBe(false);
});
