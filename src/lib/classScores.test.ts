import { expect, test } from "vitest";
import { classScores } from "./classScores";

test("scores are counted by class", () => {
  const [first, second] = classScores([
    [8, 2],
    [4, 6],
  ]);
  expect(first).toEqual({ precision: 8 / 12, recall: 0.8, f1: 16 / 22, support: 10 });
  expect(second).toEqual({ precision: 6 / 8, recall: 0.6, f1: 12 / 18, support: 10 });
});

test("a class without images or predictions scores 0, not NaN", () => {
  const scores = classScores([
    [3, 0],
    [0, 0],
  ]);
  expect(scores[1]).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
});
