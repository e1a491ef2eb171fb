/**
 * Accuracy, precision, recall and F1 from a confusion matrix `confusion[truth][prediction]`, as
 * scikit-learn counts them with `labels=range(K)` and `zero_division=0`: a class that no image has, or
 * that is never predicted, scores 0 and counts in the macro mean like any other.
 */

export type Confusion = readonly (readonly number[])[];

export interface ClassScores {
  precision: number;
  recall: number;
  f1: number;
  /** Images that are of this class. */
  support: number;
}

export type Averages = Omit<ClassScores, "support">;

export function perClass(confusion: Confusion): ClassScores[] {
  const predicted = confusion.map((_, c) => sum(confusion.map((row) => row[c]!)));
  return confusion.map((row, c) => {
    const support = sum(row);
    return { ...scoresOf(row[c]!, predicted[c]!, support), support };
  });
}

/** The mean over all K classes. */
export function macro(confusion: Confusion): Averages {
  return averages(perClass(confusion), () => 1);
}

/** The mean over classes, each weighted by its images. */
export function weighted(confusion: Confusion): Averages {
  return averages(perClass(confusion), ({ support }) => support);
}

/** Counted over all classes together; with one label an image all three are the accuracy. */
export function micro(confusion: Confusion): Averages {
  const total = sum(confusion.map(sum));
  return scoresOf(correct(confusion), total, total);
}

export function accuracy(confusion: Confusion): number {
  return ratio(correct(confusion), sum(confusion.map(sum)));
}

export function f1PerClass(confusion: Confusion): number[] {
  return perClass(confusion).map(({ f1 }) => f1);
}

export function macroF1(confusion: Confusion): number {
  return macro(confusion).f1;
}

/** The mean recall of the classes that have images. */
export function balancedAccuracy(confusion: Confusion): number {
  const present = perClass(confusion).filter(({ support }) => support > 0);
  return ratio(sum(present.map(({ recall }) => recall)), present.length);
}

/** How many classes no image has; each of them pulls the macro mean down. */
export function countAbsentClasses(confusion: Confusion): number {
  return confusion.filter((row) => sum(row) === 0).length;
}

function scoresOf(hits: number, predicted: number, support: number): Averages {
  return {
    precision: ratio(hits, predicted),
    recall: ratio(hits, support),
    f1: ratio(2 * hits, predicted + support),
  };
}

function averages(classes: readonly ClassScores[], weight: (scores: ClassScores) => number) {
  const total = sum(classes.map(weight));
  const mean = (name: keyof Averages) =>
    ratio(sum(classes.map((scores) => scores[name] * weight(scores))), total);
  return { precision: mean("precision"), recall: mean("recall"), f1: mean("f1") };
}

const correct = (confusion: Confusion) => sum(confusion.map((row, c) => row[c]!));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
