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

export function tensorStatistics(values: ArrayLike<number>): TensorStatistics {
  const count = values.length;
  let sum = 0;
  let squares = 0;
  let zeros = 0;
  let lowest = Infinity;
  let highest = -Infinity;
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    sum += value;
    squares += value * value;
    if (value === 0) zeros++;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const mean = sum / count;
  let deviations = 0;
  for (let i = 0; i < count; i++) deviations += (values[i]! - mean) ** 2;
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

function histogramOf(values: ArrayLike<number>, lowest: number, highest: number): number[] {
  const width = (highest - lowest) / BINS;
  if (!(width > 0 && Number.isFinite(width))) return [values.length];
  const bins = new Array<number>(BINS).fill(0);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.min(BINS - 1, Math.floor((values[i]! - lowest) / width));
    bins[bin] = bins[bin]! + 1;
  }
  return bins;
}
