/** The mistake that a model makes most often, from a confusion matrix `counts[truth][prediction]`. */

export interface Confused {
  truth: number;
  prediction: number;
  count: number;
}

/** null where there is no mistake. Of equal ones, the first in reading order. */
export function mostConfused(counts: readonly (readonly number[])[]): Confused | null {
  let most: Confused | null = null;
  counts.forEach((row, truth) =>
    row.forEach((count, prediction) => {
      if (truth !== prediction && count > (most?.count ?? 0)) most = { truth, prediction, count };
    }),
  );
  return most;
}
