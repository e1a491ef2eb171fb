/** The best epoch in three numbers and two sentences. */
import { formatLoss, formatPercent, formatScore } from "../format";
import type { Run } from "../state/reduce";
import classes from "./Headline.module.css";
import { headlineWords } from "./headlineWords";

export function Headline({ run }: { run: Run }) {
  const record = run.epochs.find(({ epoch }) => epoch === run.best?.epoch) ?? run.epochs.at(-1);
  if (!record) return null;
  const { macroF1, accuracy, valLoss, trainLoss } = record;
  return (
    <section aria-label="Headline">
      <dl className={classes.numbers}>
        {macroF1 !== null && <Number label="Macro-F1">{formatScore(macroF1)}</Number>}
        {accuracy !== null && <Number label="Accuracy">{formatPercent(accuracy)}</Number>}
        <Number label={valLoss === null ? "Training loss" : "Validation loss"}>
          {formatLoss(valLoss ?? trainLoss)}
        </Number>
      </dl>
      <p className={classes.words}>{headlineWords(run, record)}</p>
      {macroF1 !== null && (
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
