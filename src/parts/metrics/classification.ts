/**
 * Accuracy and the averages of precision, recall and F1, from `confusion[truth][prediction]`. They are
 * scikit-learn's with `labels=range(K)` and `zero_division=0`: a class that no image has, or that is
 * never predicted, scores 0 and counts in the macro mean like any other.
 */
import { classScores, type ClassScores } from "../../lib/classScores";

export type Confusion = readonly (readonly number[])[];

/** Without a number of images of its own. */
export type Averages = Omit<ClassScores, "support">;

/** The mean over all K classes. */
export function macro(confusion: Confusion): Averages {
  return averages(classScores(confusion), () => 1);
}

/** The mean over classes, each weighted by its images. */
export function weighted(confusion: Confusion): Averages {
  return averages(classScores(confusion), ({ support }) => support);
}

/** Counted over all classes together; with one label an image all three are the accuracy. */
export function micro(confusion: Confusion): Averages {
  const share = accuracy(confusion);
  return { precision: share, recall: share, f1: share };
}

export function accuracy(confusion: Confusion): number {
  return ratio(correct(confusion), sum(confusion.map(sum)));
}

export function f1PerClass(confusion: Confusion): number[] {
  return classScores(confusion).map(({ f1 }) => f1);
}

export function macroF1(confusion: Confusion): number {
  return macro(confusion).f1;
}

/** The mean recall of the classes that have images. */
export function balancedAccuracy(confusion: Confusion): number {
  const present = classScores(confusion).filter(({ support }) => support > 0);
  return ratio(sum(present.map(({ recall }) => recall)), present.length);
}

/** Macro-F1 of the classes that occur, as truth or as prediction: torchmetrics' rule. */
export function presentMacroF1(confusion: Confusion): number {
  const occurs = (c: number) => sum(confusion[c]!) > 0 || confusion.some((row) => row[c]! > 0);
  const present = f1PerClass(confusion).filter((_, c) => occurs(c));
  return ratio(sum(present), present.length);
}

/** How many classes no image has; each of them pulls the macro mean down. */
export function countAbsentClasses(confusion: Confusion): number {
  return confusion.filter((row) => sum(row) === 0).length;
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
