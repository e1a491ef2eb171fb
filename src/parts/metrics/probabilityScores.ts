/** Scores of predicted probabilities, `[image][class]`, and true classes. */

/** The mean over images of Σ (p − y)² over classes, from 0 to 2. */
export function brierScore(
  probabilities: readonly (readonly number[])[],
  labels: readonly number[],
): number {
  const perImage = probabilities.map((row, i) =>
    row.reduce((sum, p, c) => sum + (p - (c === labels[i] ? 1 : 0)) ** 2, 0),
  );
  return perImage.reduce((sum, score) => sum + score, 0) / labels.length;
}

/** The share of images whose class is among the `k` most probable; of equal ones the first come first. */
export function topKAccuracy(
  probabilities: readonly (readonly number[])[],
  labels: readonly number[],
  k: number,
): number {
  const hits = probabilities.filter((row, i) => {
    const label = labels[i]!;
    const own = row[label]!;
    return row.filter((p, c) => p > own || (p === own && c < label)).length < k;
  });
  return hits.length / labels.length;
}
