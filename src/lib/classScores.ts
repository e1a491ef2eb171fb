/** Precision, recall and F1 by class, from a confusion matrix `counts[truth][prediction]`. */

export interface ClassScores {
  /** Where nothing was predicted as this class, the score for that; likewise below. */
  precision: number;
  recall: number;
  f1: number;
  /** Images of this class. */
  support: number;
}

/** `undefinedScore` stands where a score divides by 0: scikit-learn's zero_division. */
export function classScores(
  counts: readonly (readonly number[])[],
  undefinedScore = 0,
): ClassScores[] {
  return counts.map((row, label) => {
    const hits = row[label] ?? 0;
    const support = row.reduce((sum, count) => sum + count, 0);
    const predicted = counts.reduce((sum, other) => sum + (other[label] ?? 0), 0);
    return {
      precision: predicted > 0 ? hits / predicted : undefinedScore,
      recall: support > 0 ? hits / support : undefinedScore,
      f1: predicted + support > 0 ? (2 * hits) / (predicted + support) : undefinedScore,
      support,
    };
  });
}
