/** What a range test's curve suggests, by the two rules of fastai's `lr_find`. */
import type { RatePoint } from "./rateTest";

export interface RateSuggestions {
  /** Where the smoothed loss falls fastest over the logarithm of the rate. */
  steepest: number;
  /** A tenth of the rate at which the smoothed loss is lowest. */
  minimumOverTen: number;
}

/** The start, where the average is still noise. */
const SKIPPED_START = 0.1;
/** The end, where it shoots up. */
const SKIPPED_END = 5;
const FEWEST_POINTS = 5;

/** null where there are too few points, or where the loss falls nowhere. */
export function suggestRates(points: readonly RatePoint[]): RateSuggestions | null {
  const usable = points.slice(
    Math.floor(points.length * SKIPPED_START),
    Math.max(0, points.length - SKIPPED_END),
  );
  if (usable.length < FEWEST_POINTS) return null;
  const slopes = usable.slice(1).map(({ learningRate, smoothedLoss }, i) => {
    const before = usable[i]!;
    return (smoothedLoss - before.smoothedLoss) / Math.log(learningRate / before.learningRate);
  });
  const steepest = indexOfLeast(slopes);
  if (!(slopes[steepest]! < 0)) return null;
  const lowest = indexOfLeast(usable.map(({ smoothedLoss }) => smoothedLoss));
  return {
    steepest: usable[steepest]!.learningRate,
    minimumOverTen: usable[lowest]!.learningRate / 10,
  };
}

function indexOfLeast(values: readonly number[]): number {
  return values.reduce((least, value, i) => (value < values[least]! ? i : least), 0);
}
