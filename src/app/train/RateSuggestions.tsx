/** What the range test found, in words, and the click that takes a rate over. */
import { Button } from "@mantine/core";
import { formatRate } from "../format";
import { useApp, useAppState } from "../state/app";
import { readDraft } from "../state/draft";
import { suggestedRate, takeRate, testedSettings, type RateTest } from "../state/rateTest";
import classes from "./RateFinder.module.css";

const ends = {
  finished: "The highest rate was reached.",
  diverged: "Stopped where the loss exploded.",
  cancelled: "Cancelled.",
};

export function RateSuggestions({ test }: { test: RateTest }) {
  const isOutdated = useAppState(({ draft }) => testedSettings(draft) !== test.settings);
  if (test.end === null) return null;
  const { suggestions } = test;
  return (
    <>
      <p className={classes.words} role="status">
        {ends[test.end]}{" "}
        {!suggestions && "No rate to suggest: the smoothed loss did not fall. Try another range."}
        {isOutdated && " Other settings have changed since, so test again."}
      </p>
      {suggestions && (
        <ul className={classes.suggestions} aria-label="Suggested rates">
          <Suggestion
            label="Steepest"
            help="Where the loss falls fastest."
            rate={suggestions.steepest}
            color="var(--chart-best)"
          />
          <Suggestion
            label="Minimum / 10"
            help="A tenth of the rate with the lowest loss."
            rate={suggestions.minimumOverTen}
            color="var(--chart-hover)"
          />
        </ul>
      )}
    </>
  );
}

interface Props {
  label: string;
  help: string;
  rate: number;
  color: string;
}

function Suggestion({ label, help, rate, color }: Props) {
  const app = useApp();
  const suggested = suggestedRate(rate);
  const isTaken = useAppState(
    ({ draft }) => draft !== null && readDraft(draft, "optimizer.learningRate") === suggested,
  );
  return (
    <li className={classes.suggestion}>
      <span className={classes.key} style={{ borderTopColor: color }} />
      <div>
        <strong>{label}</strong>
        <span className={classes.words}>{help}</span>
      </div>
      <Button variant="default" disabled={isTaken} onClick={() => takeRate(app, rate)}>
        {isTaken ? `${formatRate(suggested)} in use` : `Use ${formatRate(suggested)}`}
      </Button>
    </li>
  );
}
