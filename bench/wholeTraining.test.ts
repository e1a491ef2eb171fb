import { expect, test } from "vitest";
import { compare, type Mark } from "./wholeTraining";

const mark = (ms: number, epoch: number, stepInEpoch: number, more: Partial<Mark> = {}): Mark => ({
  ...{ ms, epoch, stepInEpoch, isTraining: true, epochsDone: epoch - 1 },
  ...more,
});

/** Two epochs of 100 images in batches of 10, 20 validation images each. */
const marks = [
  mark(1000, 1, 1),
  mark(1090, 1, 10),
  mark(1100, 1, 10, { isTraining: false }),
  mark(1150, 1, 10, { epochsDone: 1 }),
  mark(1160, 2, 1),
  mark(1250, 2, 10),
  mark(1310, 2, 10, { epochsDone: 2 }),
];
const watched = { marks, trainImages: 100, validationImages: 20 };

test("whole runs are held against as many bare steps and evaluation passes", () => {
  // 190 images trained after the first mark at 1 a millisecond, 40 evaluated at 2 a millisecond.
  const { wholeOverBare, imagesPerSecond } = compare(watched, 10, 1, 2);
  expect(wholeOverBare).toBeCloseTo((190 + 20) / 310, 10);
  expect(imagesPerSecond).toBeCloseTo(190_000 / 310, 6);
});

test("steps alone are counted from the first to the last of each epoch", () => {
  expect(compare(watched, 10, 2, 2).stepsOverBare).toBeCloseTo(180 / 180 / 2, 10);
});
