/** What a tensor's numbers look like, in a few figures. Summed in float64. */

export interface TensorStatistics {
  mean: number;
  /** Of the numbers at hand, divided by n. */
  standardDeviation: number;
  lowest: number;
  highest: number;
  /** Share of the numbers that are exactly 0. */
  zeroShare: number;
  /** Euclidean. */
  norm: number;
  /** Counts in bins of equal width from `lowest` to `highest`; one bin where all numbers are equal. */
  histogram: readonly number[];
}

const BINS = 32;

type Values = Float32Array | readonly number[];

export function tensorStatistics(values: Values): TensorStatistics {
  const count = values.length;
  let sum = 0;
  let squares = 0;
  let zeros = 0;
  let lowest = Infinity;
  let highest = -Infinity;
  for (const value of values) {
    sum += value;
    squares += value * value;
    if (value === 0) zeros++;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const mean = sum / count;
  let deviations = 0;
  for (const value of values) deviations += (value - mean) ** 2;
  return {
    mean,
    standardDeviation: Math.sqrt(deviations / count),
    lowest,
    highest,
    zeroShare: zeros / count,
    norm: Math.sqrt(squares),
    histogram: histogramOf(values, lowest, highest),
  };
}

function histogramOf(values: Values, lowest: number, highest: number): number[] {
  const width = (highest - lowest) / BINS;
  if (!(width > 0 && Number.isFinite(width))) return [values.length];
  const bins = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.floor((value - lowest) / width));
    bins[bin] = bins[bin]! + 1;
  }
  return bins;
}
