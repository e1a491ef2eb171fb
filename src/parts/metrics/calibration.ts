/** Whether a model is right as often as it is sure: the expected calibration error and its bins. */

/** Predictions of about the same confidence. */
export interface CalibrationBin {
  /** From 0, in order of confidence. */
  index: number;
  count: number;
  /** The share that is right. */
  accuracy: number;
  /** The mean confidence. */
  confidence: number;
}

/**
 * The bins that hold anything, from confidences (0–1) and which predictions are right. A confidence on
 * an edge belongs to the bin below it where bins are closed on the right, as in
 * https://arxiv.org/abs/1706.04599, and otherwise to the one above, as in torchmetrics, where 1 then
 * has a bin of its own.
 */
export function calibrationBins(
  confidences: readonly number[],
  isRight: readonly boolean[],
  binCount: number,
  closed: "left" | "right",
): CalibrationBin[] {
  const edges = edgesOf(binCount);
  const isBelow = (edge: number, it: number) => (closed === "left" ? edge <= it : edge < it);
  const binOf = (confidence: number) =>
    Math.max(
      edges.findLastIndex((edge) => isBelow(edge, confidence)),
      0,
    );
  const bins = edges.map((): number[] => []);
  confidences.forEach((confidence, i) => bins[binOf(confidence)]!.push(i));
  return bins.flatMap((images, index) =>
    images.length === 0
      ? []
      : {
          index,
          count: images.length,
          accuracy: images.filter((i) => isRight[i]!).length / images.length,
          confidence: images.reduce((sum, i) => sum + confidences[i]!, 0) / images.length,
        },
  );
}

export interface CalibrationErrors {
  /** The expected calibration error: the mean difference of accuracy and confidence. */
  mean: number;
  rootMeanSquare: number;
  largest: number;
}

/** Over bins, each weighted by its predictions; NaN without any. */
export function calibrationErrors(bins: readonly CalibrationBin[]): CalibrationErrors {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const gaps = bins.map((bin) => Math.abs(bin.accuracy - bin.confidence));
  const weighted = (of: (gap: number) => number) =>
    bins.reduce((sum, { count }, i) => sum + (count / total) * of(gaps[i]!), 0);
  return {
    mean: total === 0 ? NaN : weighted((gap) => gap),
    rootMeanSquare: total === 0 ? NaN : Math.sqrt(weighted((gap) => gap ** 2)),
    largest: total === 0 ? NaN : Math.max(...gaps),
  };
}

/** `numpy.linspace(0, 1, binCount + 1)` to the last bit, which decides what lies on an edge. */
function edgesOf(binCount: number): number[] {
  const width = 1 / binCount;
  return Array.from({ length: binCount + 1 }, (_, i) => (i === binCount ? 1 : width * i));
}
