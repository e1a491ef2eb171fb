/** How much of the agreement is more than chance: scores in which a constant prediction gets nothing. */
import type { Confusion } from "./classification";

/**
 * Cohen's κ, as `sklearn.metrics.cohen_kappa_score`: the accuracy beyond chance. 1 is perfect, 0 is
 * chance; NaN where chance alone is always right.
 */
export function cohenKappa(confusion: Confusion): number {
  const { images, hits, truths, predictions } = countsOf(confusion);
  const byChance = dot(truths, predictions) / images ** 2;
  return (hits / images - byChance) / (1 - byChance);
}

/**
 * Matthews' correlation of truth and prediction, from −1 to 1, as `sklearn.metrics.matthews_corrcoef`;
 * 0 where either is constant.
 */
export function matthewsCorrelation(confusion: Confusion): number {
  const { images, hits, truths, predictions } = countsOf(confusion);
  const spread = (counts: number[]) => images ** 2 - dot(counts, counts);
  const scale = Math.sqrt(spread(truths) * spread(predictions));
  return scale === 0 ? 0 : (hits * images - dot(truths, predictions)) / scale;
}

function countsOf(confusion: Confusion) {
  const truths = confusion.map(sum);
  const predictions = confusion.map((_, c) => sum(confusion.map((row) => row[c]!)));
  return {
    images: sum(truths),
    hits: sum(confusion.map((row, c) => row[c]!)),
    truths,
    predictions,
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const dot = (a: readonly number[], b: readonly number[]) => sum(a.map((value, i) => value * b[i]!));
