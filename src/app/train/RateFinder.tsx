/** Finds a learning rate by a range test, beside the field that it is for. */
import { Button, Progress } from "@mantine/core";
import { IconChartLine } from "@tabler/icons-react";
import type { Options } from "../../lib/part";
import { RateTestChart } from "../charts/RateTestChart";
import { useApp, useAppState } from "../state/app";
import { cancelTrial } from "../state/cancelTrial";
import { startRateTest } from "../state/rateTest";
import { Notice } from "../ui/Notice";
import classes from "./RateFinder.module.css";
import { RateFinderOptions } from "./RateFinderOptions";
import { RateSuggestions } from "./RateSuggestions";
import { trialObstacle } from "./trialObstacle";

export function RateFinder({ options }: { options: Options }) {
  const app = useApp();
  const test = useAppState((state) => state.rateTest);
  const obstacle = useAppState(trialObstacle);
  return (
    <section className={classes.finder} aria-label="Find a learning rate">
      <div className={classes.head}>
        <h4>Find a learning rate</h4>
        {test?.isRunning ? (
          <Button variant="default" onClick={() => void cancelTrial(app)}>
            Cancel
          </Button>
        ) : (
          <Button
            variant="default"
            disabled={obstacle !== null}
            leftSection={<IconChartLine size={16} stroke={1.75} />}
            onClick={() => void startRateTest(app)}
          >
            Test rates
          </Button>
        )}
      </div>
      <p className={classes.words}>
        A range test: a throw-away copy of the model trains while the rate grows, to see where the
        loss falls and where it explodes.
      </p>
      {!test?.isRunning && obstacle && <p className={classes.words}>{obstacle}</p>}
      <RateFinderOptions options={options} />
      {test?.isRunning && (
        <Progress
          value={test.total > 0 ? (100 * test.done) / test.total : 0}
          size={6}
          transitionDuration={0}
          aria-label="Progress of the range test"
        />
      )}
      {test?.problem && (
        <Notice tone="bad" title="The rates were not tested">
          {test.problem}
        </Notice>
      )}
      {test && test.points.length > 1 && <RateTestChart test={test} />}
      {test && <RateSuggestions test={test} />}
    </section>
  );
}
