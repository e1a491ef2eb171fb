/** Which step to take apart: the first of the settings at hand, or the next of the run. */
import { Button } from "@mantine/core";
import { useApp, useAppState } from "../state/app";
import { inspectStep } from "../state/inspector";
import { isTraining } from "../state/runProgress";
import { trialObstacle } from "../train/trialObstacle";
import classes from "./InspectButtons.module.css";

export function InspectButtons() {
  const app = useApp();
  const isBusy = useAppState((state) => state.inspector.isRunning);
  const isBlocked = useAppState((state) => state.death !== null || isTraining(state));
  const obstacle = useAppState(trialObstacle);
  const hasRun = useAppState((state) => state.run !== null && state.dataset !== null);
  return (
    <>
      <Button
        variant="default"
        disabled={isBusy || obstacle !== null}
        onClick={() => void inspectStep(app, "draft")}
      >
        First step of these settings
      </Button>
      {hasRun && (
        <Button
          variant="default"
          disabled={isBusy || isBlocked}
          onClick={() => void inspectStep(app, "run")}
        >
          Next step of the run
        </Button>
      )}
      {obstacle && <p className={classes.obstacle}>{obstacle}</p>}
    </>
  );
}
