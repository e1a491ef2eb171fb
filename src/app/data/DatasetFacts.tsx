/** The data set in one line. */
import { Text } from "@mantine/core";
import type { DatasetSummary } from "../../protocol";
import { formatCounted } from "../format";

export function DatasetFacts({ dataset }: { dataset: DatasetSummary }) {
  const facts = [
    formatCounted(dataset.imageCount, "image"),
    formatCounted(dataset.classes.length, "class", "classes"),
    `${dataset.imageSizePx} × ${dataset.imageSizePx} px`,
    dataset.skipped.length > 0 ? `${formatCounted(dataset.skipped.length, "file")} skipped` : null,
  ];
  return <Text c="dimmed">{facts.filter(Boolean).join(" · ")}</Text>;
}
