import { expect, test } from "vitest";
import { mostConfused } from "./mostConfused";

test("the largest count off the diagonal is the most confused pair", () => {
  const counts = [
    [9, 1, 0],
    [3, 5, 2],
    [0, 3, 7],
  ];
  expect(mostConfused(counts)).toEqual({ truth: 1, prediction: 0, count: 3 });
});

test("without a mistake there is none", () => {
  expect(mostConfused([[4]])).toBeNull();
});
