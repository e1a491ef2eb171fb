/** What the best epoch's numbers are, and what they were measured on, in sentences. */
import { mostConfused } from "../../lib/mostConfused";
import type { EpochRecord } from "../../train/events";
import { formatCounted } from "../format";
import type { Run } from "../state/reduce";
import { isUnfinished } from "../state/runProgress";

export function headlineWords(run: Run, record: EpochRecord): string {
  const { classes, imageCounts } = run.summary;
  if (record.macroF1 === null)
    return `Epoch ${record.epoch}. There are no validation images, so nothing but the training loss is known.`;
  const best = run.best ? (isUnfinished(run) ? ", the best so far" : ", the best") : "";
  const images = formatCounted(imageCounts.validation, "validation image");
  const measured = `${images}, ${formatCounted(classes.length, "class", "classes")}`;
  const worst = run.bestConfusion && mostConfused(run.bestConfusion.counts);
  const confused = worst
    ? ` Most confused: ${classes[worst.truth] ?? ""} taken for ${classes[worst.prediction] ?? ""}, ${formatCounted(worst.count, "time")}.`
    : "";
  const { emaDecay } = run.summary.config.training;
  const average =
    emaDecay === null ? "" : " These are the numbers of the weights’ moving average (EMA).";
  return `Epoch ${record.epoch}${best}, measured on ${measured}.${average}${confused}`;
}
