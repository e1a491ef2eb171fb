import { expect, test } from "vitest";
import { scoreAxis } from "./scoreAxis";

test("the axis begins at the tenth below the lowest score and ends at 1", () => {
  expect(scoreAxis([0.83, undefined, 0.71])).toEqual({
    domain: [0.7, 1],
    ticks: [0.7, 0.8, 0.9, 1],
  });
});

test("scores near 0 get the whole axis, and scores near 1 a fifth of it", () => {
  expect(scoreAxis([0.05]).ticks).toEqual([0, 0.5, 1]);
  expect(scoreAxis([0.999]).domain).toEqual([0.8, 1]);
});
