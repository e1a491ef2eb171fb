import fc from "fast-check";
import { expect, test } from "vitest";
import {
  accuracy,
  balancedAccuracy,
  countAbsentClasses,
  f1PerClass,
  macro,
  macroF1,
  micro,
  weighted,
} from "./classification";
import { confusionOf, largestOf } from "./confusion";

// The same runs every time.
fc.configureGlobal({ seed: 42 });

/** scikit-learn 1.2.1 on truth [2, 1, 0, 0], prediction [2, 1, 0, 1], with six classes. */
const absent = [
  [1, 1, 0, 0, 0, 0],
  [0, 1, 0, 0, 0, 0],
  [0, 0, 1, 0, 0, 0],
  [0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0],
];

test("absent classes count as 0 in the macro mean, and are counted", () => {
  expect(macroF1(absent)).toBeCloseTo(7 / 18, 12);
  expect(macro(absent).precision).toBeCloseTo(2.5 / 6, 12);
  expect(weighted(absent)).toEqual({ precision: 0.875, recall: 0.75, f1: 0.75 });
  expect(accuracy(absent)).toBe(0.75);
  expect(balancedAccuracy(absent)).toBeCloseTo(2.5 / 3, 12);
  expect(f1PerClass(absent).slice(3)).toEqual([0, 0, 0]);
  expect(countAbsentClasses(absent)).toBe(3);
});

test("without any image every score is 0, not NaN", () => {
  const empty = [
    [0, 0],
    [0, 0],
  ];
  expect([accuracy(empty), macroF1(empty), micro(empty).f1, balancedAccuracy(empty)]).toEqual([
    0, 0, 0, 0,
  ]);
});

test("the first of equal logits is predicted", () => {
  expect([...largestOf([1, 1, 0, 0, 2, 2, 0, 0, 0], 3)]).toEqual([0, 1, 0]);
});

const images = fc.integer({ min: 2, max: 6 }).chain((classCount) =>
  fc.record({
    classCount: fc.constant(classCount),
    labels: fc.array(fc.nat(classCount - 1), { minLength: 1, maxLength: 40 }),
    seedLogits: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
      minLength: 40 * 6,
      maxLength: 40 * 6,
    }),
  }),
);

test("counts add up, scores lie between 0 and 1, and order does not matter", () => {
  fc.assert(
    fc.property(images, ({ classCount, labels, seedLogits }) => {
      const logits = seedLogits.slice(0, labels.length * classCount);
      const confusion = confusionOf(logits, labels, classCount);
      expect(confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(labels.length);
      for (const score of [accuracy(confusion), ...Object.values(macro(confusion))])
        expect(score >= 0 && score <= 1).toBe(true);
      expect(weighted(confusion).recall).toBeCloseTo(accuracy(confusion), 12);

      const reversed = labels
        .map((_, row) => logits.slice(row * classCount, (row + 1) * classCount))
        .reverse()
        .flat();
      expect(confusionOf(reversed, labels.toReversed(), classCount)).toEqual(confusion);
    }),
  );
});
