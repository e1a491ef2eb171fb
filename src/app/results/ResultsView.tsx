/** Results: how good the best epoch is, what is confused with what, and the files to take away. */
import { Button } from "@mantine/core";
import { useApp, useAppState } from "../state/app";
import type { Run } from "../state/reduce";
import { EmptyState } from "../ui/EmptyState";
import { Page } from "../ui/Page";
import { ClassScoresPanel } from "./ClassScoresPanel";
import { ConfusionPanel } from "./ConfusionPanel";
import { Downloads } from "./Downloads";
import { Exports } from "./Exports";
import { Headline } from "./Headline";
import { HistoryPanel } from "./HistoryPanel";
import { MistakesPanel } from "./MistakesPanel";
import { useFileSizes } from "./useFileSizes";
import classes from "./ResultsView.module.css";

export function ResultsView() {
  const { store } = useApp();
  const run = useAppState((state) => state.run);
  if (!run || run.epochs.length === 0)
    return (
      <Page>
        <EmptyState
          title="No results yet"
          actions={
            <Button onClick={() => store.setState({ place: "train" })}>Go to training</Button>
          }
        >
          {run
            ? "The first results are here when the first epoch ends."
            : "Scores, the confusion matrix and the files to take away are here once an epoch has ended."}
        </EmptyState>
      </Page>
    );
  return <Results run={run} />;
}

function Results({ run }: { run: Run }) {
  useFileSizes(run);
  const confusion = run.bestConfusion ?? run.lastConfusion;
  const { classes: classNames } = run.summary;
  return (
    <Page>
      <Headline run={run} />
      {confusion && (
        <div className={classes.pair}>
          <ConfusionPanel confusion={confusion} run={run} />
          <ClassScoresPanel confusion={confusion} classNames={classNames} />
        </div>
      )}
      {confusion && <MistakesPanel run={run} />}
      <Downloads run={run} />
      <Exports run={run} />
      <HistoryPanel run={run} />
    </Page>
  );
}
