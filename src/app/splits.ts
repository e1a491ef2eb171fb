/** The splits in order, in words, and in the colours of their bars. */
import type { SplitName } from "../data/dataset";

export const splits: readonly { name: SplitName; label: string; color: string }[] = [
  { name: "train", label: "Training", color: "var(--chart-train)" },
  { name: "validation", label: "Validation", color: "var(--chart-validation)" },
  { name: "test", label: "Test", color: "var(--class-4)" },
];
