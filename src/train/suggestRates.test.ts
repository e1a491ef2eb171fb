import { expect, test } from "vitest";
import { rateAt, type RatePoint } from "./rateTest";
import { suggestRates } from "./suggestRates";

const options = { from: 1e-6, to: 1, steps: 61, growth: "exponential" } as const;

/** A curve over the rate's decimal logarithm, −6 to 0. */
function curve(lossAt: (power: number) => number): RatePoint[] {
  return Array.from({ length: options.steps }, (_, step) => {
    const learningRate = rateAt(options, step);
    const loss = lossAt(Math.log10(learningRate));
    return { learningRate, loss, smoothedLoss: loss };
  });
}

test("rates grow by a fixed factor or a fixed amount, from end to end", () => {
  const exponential = [0, 10, 60].map((step) => rateAt(options, step));
  [1e-6, 1e-5, 1].forEach((rate, i) => expect(exponential[i]).toBeCloseTo(rate, 12));
  const linear = { from: 1, to: 2, steps: 5, growth: "linear" } as const;
  expect([0, 1, 4].map((step) => rateAt(linear, step))).toEqual([1, 1.25, 2]);
});

test("suggests where a falling S is steepest, and a tenth of where the loss is lowest", () => {
  // Falls around 1e-3, is lowest at 1e-2, and shoots up from there.
  const points = curve(
    (power) => 2 - Math.tanh(2 * (power + 3)) + 10 * Math.max(0, power + 2) ** 2,
  );
  const { steepest, minimumOverTen } = suggestRates(points)!;
  expect(Math.abs(Math.log10(steepest) + 3)).toBeLessThan(0.11);
  expect(Math.abs(Math.log10(minimumOverTen) + 3)).toBeLessThan(0.11);
});

test("a jump at the start or at the end suggests nothing", () => {
  const points = curve(() => 1);
  points[0]!.smoothedLoss = 50;
  points.at(-1)!.smoothedLoss = 0;
  expect(suggestRates(points)).toBeNull();
});

test("suggests nothing where the loss falls nowhere, or where the points are few", () => {
  expect(suggestRates(curve((power) => power))).toBeNull();
  expect(suggestRates(curve((power) => -power).slice(0, 9))).toBeNull();
});
