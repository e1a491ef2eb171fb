/** What the counts of a data set mean, in sentences. */
import type { DatasetSummary } from "../../protocol";
import { formatCount, formatCounted } from "../format";
import type { Tone } from "../ui/Notice";

export function imbalanceWords({ classes, imbalance }: DatasetSummary): string {
  const ordered = [...classes].sort((a, b) => b.counts.train - a.counts.train);
  const largest = ordered[0];
  const smallest = ordered.at(-1);
  if (!largest || !smallest) return "";
  const ratio = Number.isFinite(imbalance)
    ? `${Number(imbalance.toPrecision(2))} times as many training images as`
    : "all the training images that are missing in";
  return (
    `${largest.name} has ${ratio} ${smallest.name} ` +
    `(${formatCount(largest.counts.train)} and ${formatCount(smallest.counts.train)}). ` +
    `Judge by macro-F1 instead of accuracy; class weights or focal loss may help the rare classes.`
  );
}

/** Where the validation images come from; null where the folders name them for every class. */
export function splitWords({ classes, hasFolderSplit }: DatasetSummary): {
  tone: Tone;
  words: string;
} | null {
  if (!hasFolderSplit)
    return {
      tone: "plain",
      words:
        "The folders name no validation split. A share of every class is set aside when a run " +
        "starts; Train → Images and augmentation says how much.",
    };
  const without = classes.filter(({ counts }) => counts.validation === 0);
  if (without.length === 0) return null;
  const names = without.slice(0, 3).map(({ name }) => name);
  const more =
    without.length > 3
      ? ` and ${formatCounted(without.length - 3, "more class", "more classes")}`
      : "";
  return {
    tone: "warn",
    words:
      `No validation images: ${names.join(", ")}${more}. ` +
      `Their F1 counts as 0 in the macro-F1. Add images to their validation folder.`,
  };
}
