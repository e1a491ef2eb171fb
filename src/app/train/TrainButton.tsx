/** Starts a run, or says what stands in the way. Pause and stop are in the run's bar. */
import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useApp, useAppState } from "../state/app";
import { startRun } from "../state/runActions";
import { startObstacle } from "./startObstacle";
import { Compiling } from "./Compiling";
import { DraftProblem } from "./DraftProblem";
import classes from "./TrainButton.module.css";

export function TrainButton() {
  const app = useApp();
  const obstacle = useAppState(startObstacle);
  const isStarting = useAppState((state) => state.isStarting);
  return (
    <div>
      <Button
        fullWidth
        size="md"
        disabled={obstacle !== null}
        loading={isStarting}
        leftSection={<IconPlayerPlay size={16} />}
        aria-describedby="start-obstacle"
        onClick={() => void startRun(app)}
      >
        Train
      </Button>
      <Compiling />
      <p id="start-obstacle" className={classes.obstacle}>
        {obstacle}
        <DraftProblem />
      </p>
    </div>
  );
}
