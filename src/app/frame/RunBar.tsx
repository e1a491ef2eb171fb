/** The run in one line, on every place while it is on; at the bottom on a phone. */
import { Button, Progress } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconZoomScan } from "@tabler/icons-react";
import { formatCount, formatDuration, formatScore } from "../format";
import { useApp, useAppState } from "../state/app";
import { inspectStep, openInspector } from "../state/inspector";
import type { RunStatus } from "../state/reduce";
import { pauseRun, resumeRun, stopRun } from "../state/runActions";
import { currentEpoch, fractionDone } from "../state/runProgress";
import { useRunName } from "../state/useRunName";
import classes from "./RunBar.module.css";

/** The bar is there while the run is on. */
const statusWords: Partial<Record<RunStatus, string>> = {
  features: "Working out features",
  training: "Training",
  validating: "Validating",
  paused: "Paused",
};

export function RunBar() {
  const app = useApp();
  const run = useAppState((state) => state.run);
  const name = useRunName();
  if (!run) return null;
  const { progress, best, status } = run;
  const isPaused = status === "paused";
  const macroF1 = best && run.epochs.find(({ epoch }) => epoch === best.epoch)?.macroF1;
  return (
    <section className={classes.bar} aria-label="Run">
      <div className={classes.name}>
        <strong>{statusWords[status]}</strong>
        <span>{name}</span>
      </div>
      <span className={classes.epoch}>
        <span className={classes.phoneStatus}>{isPaused && "Paused · "}</span>Epoch{" "}
        {currentEpoch(run)}/{run.summary.config.training.epochs}
      </span>
      <Progress
        className={classes.progress}
        value={(status === "features" ? (progress?.phaseShare ?? 0) : fractionDone(run)) * 100}
        aria-label="Progress of the run"
        size={6}
        transitionDuration={0}
        color={isPaused ? "gray.5" : "indigo"}
      />
      <dl className={classes.facts}>
        {!isPaused && (
          <Fact label="left">
            {progress?.secondsLeft == null ? "–" : formatDuration(progress.secondsLeft)}
          </Fact>
        )}
        {!isPaused && (
          <Fact label="images/s" isMinor>
            {progress ? formatCount(progress.imagesPerSecond) : "–"}
          </Fact>
        )}
        <Fact label="best F1">{macroF1 != null ? formatScore(macroF1) : "–"}</Fact>
      </dl>
      <div className={classes.buttons}>
        {isPaused && (
          <Button
            variant="default"
            className={classes.inspect}
            leftSection={<IconZoomScan size={16} />}
            onClick={() => {
              openInspector(app);
              void inspectStep(app, "run");
            }}
          >
            Inspect the next step
          </Button>
        )}
        {isPaused ? (
          <Button leftSection={<IconPlayerPlay size={16} />} onClick={() => void resumeRun(app)}>
            Resume
          </Button>
        ) : (
          <Button
            variant="default"
            leftSection={<IconPlayerPause size={16} />}
            onClick={() => void pauseRun(app)}
          >
            Pause
          </Button>
        )}
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={16} />}
          onClick={() => void stopRun(app)}
        >
          Stop
        </Button>
      </div>
    </section>
  );
}

interface FactProps {
  label: string;
  isMinor?: boolean;
  children: string;
}

function Fact({ label, isMinor, children }: FactProps) {
  return (
    <div className={classes.fact} data-minor={isMinor}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
