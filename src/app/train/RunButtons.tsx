/** Train, pause, resume, stop. Each asks the worker; what became of it comes back as an event. */
import { Button } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useApp, useAppState } from "../state/app";
import { pauseRun, resumeRun, startRun, stopRun } from "../state/runActions";
import { isOn } from "../state/runProgress";
import classes from "./RunButtons.module.css";
import { startObstacle } from "./startObstacle";

export function RunButtons() {
  const app = useApp();
  const run = useAppState((state) => state.run);
  const obstacle = useAppState(startObstacle);
  const isStarting = useAppState((state) => state.isStarting);
  if (run && isOn(run))
    return (
      <div className={classes.buttons}>
        {run.status === "paused" ? (
          <Button
            className={classes.main}
            leftSection={<IconPlayerPlay size={16} />}
            onClick={() => void resumeRun(app)}
          >
            Resume
          </Button>
        ) : (
          <Button
            className={classes.main}
            variant="default"
            leftSection={<IconPlayerPause size={16} />}
            onClick={() => void pauseRun(app)}
          >
            Pause
          </Button>
        )}
        <Button
          className={classes.main}
          variant="default"
          leftSection={<IconPlayerStop size={16} />}
          onClick={() => void stopRun(app)}
        >
          Stop
        </Button>
      </div>
    );
  return (
    <div className={classes.buttons}>
      <Button
        className={classes.main}
        size="md"
        disabled={obstacle !== null}
        loading={isStarting}
        leftSection={<IconPlayerPlay size={16} />}
        aria-describedby="start-obstacle"
        onClick={() => void startRun(app)}
      >
        Train
      </Button>
      <p id="start-obstacle" className={classes.obstacle}>
        {obstacle}
      </p>
    </div>
  );
}
