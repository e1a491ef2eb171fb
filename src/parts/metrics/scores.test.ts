import { expect, test } from "vitest";
import { cohenKappa, matthewsCorrelation } from "./agreement";
import { calibrationBins, calibrationErrors } from "./calibration";
import { presentMacroF1 } from "./classification";
import { normalizedConfusion } from "./normalizedConfusion";
import { brierScore, topKAccuracy } from "./probabilityScores";

test("a confidence on an edge is in the bin below or above it, and 0 and 1 are in some bin", () => {
  const confidences = [0, 0.5, 1];
  const isRight = [true, true, false];
  const indices = (closed: "left" | "right") =>
    calibrationBins(confidences, isRight, 4, closed).map(({ index }) => index);
  expect(indices("left")).toEqual([0, 2, 4]);
  expect(indices("right")).toEqual([0, 1, 3]);
});

test("calibration errors are the gaps between sure and right, weighted by images", () => {
  const bins = calibrationBins([0.9, 0.9, 0.9, 0.3], [true, true, false, true], 2, "right");
  const errors = calibrationErrors(bins);
  const [unsure, sure] = [0.7, 0.9 - 2 / 3];
  expect(errors.mean).toBeCloseTo(0.75 * sure + 0.25 * unsure, 12);
  expect(errors.rootMeanSquare).toBeCloseTo(Math.sqrt(0.75 * sure ** 2 + 0.25 * unsure ** 2), 12);
  expect(errors.largest).toBeCloseTo(unsure, 12);
  expect(calibrationErrors([]).mean).toBeNaN();
});

test("a constant prediction agrees by chance only", () => {
  const constant = [
    [3, 0],
    [1, 0],
  ];
  expect([cohenKappa(constant), matthewsCorrelation(constant)]).toEqual([0, 0]);
  const perfect = [
    [3, 0],
    [0, 1],
  ];
  expect([cohenKappa(perfect), matthewsCorrelation(perfect)]).toEqual([1, 1]);
});

test("a class without images has shares of 0, and is left out of the macro-F1 of present classes", () => {
  const confusion = [
    [1, 1, 0],
    [0, 2, 0],
    [0, 0, 0],
  ];
  expect(normalizedConfusion(confusion, "truth")).toEqual([
    [0.5, 0.5, 0],
    [0, 1, 0],
    [0, 0, 0],
  ]);
  expect(normalizedConfusion(confusion, "prediction")[0]).toEqual([1, 1 / 3, 0]);
  expect(presentMacroF1(confusion)).toBeCloseTo((2 / 3 + 4 / 5) / 2, 12);
});

test("Brier and top-k count every class, and the first of equal ones is ahead", () => {
  const probabilities = [
    [0.5, 0.5, 0],
    [0.2, 0.2, 0.6],
  ];
  expect(brierScore(probabilities, [0, 2])).toBeCloseTo((0.5 + 0.24) / 2, 12);
  expect(topKAccuracy(probabilities, [1, 1], 1)).toBe(0);
  expect(topKAccuracy(probabilities, [1, 1], 2)).toBe(0.5);
  expect(topKAccuracy(probabilities, [1, 1], 3)).toBe(1);
});
