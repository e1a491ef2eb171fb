/** From the data to training: at once, or by way of the settings. */
import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useApp, useAppState } from "../state/app";
import { startRun } from "../state/runActions";
import { startObstacle } from "../train/startObstacle";
import classes from "./DatasetView.module.css";

export function TrainButtons() {
  const app = useApp();
  const canStart = useAppState((state) => startObstacle(state) === null);
  const goToTraining = () => app.store.setState({ place: "train" });
  return (
    <div className={classes.train}>
      <Button variant={canStart ? "default" : "filled"} onClick={goToTraining}>
        Go to training
      </Button>
      {canStart && (
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          onClick={() => {
            goToTraining();
            void startRun(app);
          }}
        >
          Train
        </Button>
      )}
    </div>
  );
}
