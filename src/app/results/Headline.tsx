/** The best epoch in three numbers and two sentences. */
import { mostConfused } from "../../lib/mostConfused";
import { formatCounted, formatLoss, formatPercent, formatScore } from "../format";
import type { Run } from "../state/reduce";
import classes from "./Headline.module.css";

export function Headline({ run }: { run: Run }) {
  const { classes: classNames, imageCounts } = run.summary;
  const record = run.epochs.find(({ epoch }) => epoch === run.best?.epoch) ?? run.epochs.at(-1);
  if (!record) return null;
  const isValidated = record.macroF1 !== null;
  const measured = `${formatCounted(imageCounts.validation, "validation image")}, ${formatCounted(classNames.length, "class", "classes")}`;
  const worst = run.bestConfusion && mostConfused(run.bestConfusion.counts);
  return (
    <section className={classes.headline} aria-label="Headline">
      <dl className={classes.numbers}>
        {isValidated && <Number label="Macro-F1">{formatScore(record.macroF1 ?? 0)}</Number>}
        {isValidated && <Number label="Accuracy">{formatPercent(record.accuracy ?? 0)}</Number>}
        <Number label={isValidated ? "Validation loss" : "Training loss"}>
          {formatLoss(record.valLoss ?? record.trainLoss)}
        </Number>
      </dl>
      <p className={classes.words}>
        {isValidated
          ? `Epoch ${record.epoch}${run.best ? ", the best so far" : ""}, measured on ${measured}.`
          : `Epoch ${record.epoch}. There are no validation images, so nothing but the training loss is known.`}{" "}
        {worst &&
          `Most confused: ${classNames[worst.truth] ?? ""} taken for ${classNames[worst.prediction] ?? ""}, ${formatCounted(worst.count, "time")}.`}
      </p>
      {isValidated && (
        <p className={classes.note}>
          Macro-F1 is the mean of the classes’ F1; a class without validation images counts as 0.
        </p>
      )}
    </section>
  );
}

function Number({ label, children }: { label: string; children: string }) {
  return (
    <div className={classes.number}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
