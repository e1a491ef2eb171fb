/** A model card: what the model is for, what it was trained on, how good it is. https://arxiv.org/abs/1810.03993 */

export interface ModelCard {
  architecture: string;
  parameterCount: number;
  imageSizePx: number;
  classes: readonly string[];
  /** Training images, and those that the scores were measured on. */
  imageCounts: { train: number; validation: number };
  best: { epoch: number; metric: string; value: number } | null;
  /** `confusion[truth][prediction]` of the best epoch. */
  confusion: readonly (readonly number[])[] | null;
  scores: { accuracy: number; macroF1: number; f1: readonly number[] } | null;
  configuration: string;
  /** Of the export that the card goes with: Markdown. */
  use: string;
}

/** With more classes a table of all confusions is of no use to a reader. */
const MAX_TABLE_CLASSES = 30;
const MISTAKES_LISTED = 30;

/** Markdown. Class names show as they are written, whatever they mean in Markdown or HTML. */
export function modelCard(card: ModelCard): string {
  const { classes, imageCounts, scores, confusion, best } = card;
  const cell = (text: string) =>
    text.replaceAll(/[\\`*_<>[\]|&#~]/g, "\\$&").replaceAll(/\s+/g, " ");
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  const lines = [
    "# Model card",
    "",
    `An image classifier of ${classes.length} classes, trained with Homeroom in a browser tab.`,
    "",
    `- Architecture: ${card.architecture}, ${card.parameterCount} parameters`,
    `- Input: RGB, ${card.imageSizePx} × ${card.imageSizePx} px, the short side scaled (antialiased bilinear) and the centre cropped`,
    `- Data: ${imageCounts.train} training images, ${imageCounts.validation} validation images`,
  ];
  if (best) lines.push(`- Weights: of epoch ${best.epoch}, the best by ${best.metric}`);
  if (scores) {
    lines.push(
      "",
      "## Scores on the validation images",
      "",
      `Accuracy ${scores.accuracy.toFixed(4)}, macro-F1 ${scores.macroF1.toFixed(4)} (the mean over all classes; a class without examples counts 0).`,
      "",
      row(["class", "F1"]),
      row(["---", "---:"]),
      ...classes.map((name, label) => row([cell(name), scores.f1[label]!.toFixed(4)])),
    );
  }
  if (confusion && classes.length > MAX_TABLE_CLASSES)
    lines.push(
      "",
      "## Commonest mistakes",
      "",
      row(["class", "taken for", "times"]),
      row(["---", "---", "---:"]),
      ...commonestMistakes(confusion).map(({ truth, taken, count }) =>
        row([cell(classes[truth]!), cell(classes[taken]!), count]),
      ),
    );
  else if (confusion)
    lines.push(
      "",
      "## Confusion",
      "",
      "Rows are the true classes, columns what the model took them for.",
      "",
      row(["", ...classes.map(cell)]),
      row(["---", ...classes.map(() => "---:")]),
      ...confusion.map((counts, truth) => row([cell(classes[truth]!), ...counts])),
    );
  lines.push("", "## Use", "", card.use);
  lines.push("", "## Configuration", "", "```json", card.configuration, "```", "");
  return lines.join("\n");
}

function commonestMistakes(confusion: readonly (readonly number[])[]) {
  return confusion
    .flatMap((counts, truth) => counts.map((count, taken) => ({ truth, taken, count })))
    .filter(({ truth, taken, count }) => truth !== taken && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, MISTAKES_LISTED);
}
