/** What the page is told of a data set. */
import type { Dataset } from "../data/dataset";
import type { DatasetSummary } from "../protocol";

const EXAMPLES_PER_CLASS = 12;

export function summarize(dataset: Dataset): DatasetSummary {
  const classes = dataset.classes.map((name) => ({
    name,
    counts: { train: 0, validation: 0, test: 0 },
    examples: new Array<number>(),
  }));
  dataset.labels.forEach((label, index) => {
    const { counts, examples } = classes[label]!;
    counts[dataset.folderSplit[index] ?? "train"]++;
    if (examples.length < EXAMPLES_PER_CLASS) examples.push(index);
  });
  const trainingCounts = classes.map(({ counts }) => counts.train);
  return {
    name: dataset.name,
    classes,
    imageSizePx: dataset.imageSizePx,
    imageCount: dataset.labels.length,
    imbalance: Math.max(...trainingCounts) / Math.max(1, Math.min(...trainingCounts)),
    hasFolderSplit: dataset.folderSplit.includes("validation"),
    skipped: dataset.skipped,
    notes: dataset.notes,
  };
}
