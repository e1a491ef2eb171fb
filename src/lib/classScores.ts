/** Precision, recall and F1 by class, from a confusion matrix `counts[truth][prediction]`. */

export interface ClassScores {
  /** 0 where nothing was predicted as this class (scikit-learn's zero_division=0), as below. */
  precision: number;
  recall: number;
  f1: number;
  /** Images of this class. */
  support: number;
}

export function classScores(counts: readonly (readonly number[])[]): ClassScores[] {
  return counts.map((row, label) => {
    const hits = row[label] ?? 0;
    const support = row.reduce((sum, count) => sum + count, 0);
    const predicted = counts.reduce((sum, other) => sum + (other[label] ?? 0), 0);
    return {
      precision: predicted > 0 ? hits / predicted : 0,
      recall: support > 0 ? hits / support : 0,
      f1: predicted + support > 0 ? (2 * hits) / (predicted + support) : 0,
      support,
    };
  });
}
