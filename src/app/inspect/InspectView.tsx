/** The step inspector: one training step taken apart, on the person's own images. */
import { Button, Loader } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { formatFigure, formatLoss, formatRate } from "../format";
import { useApp, useAppState } from "../state/app";
import { cancelTrial } from "../state/cancelTrial";
import { closeInspector } from "../state/inspector";
import { EmptyState } from "../ui/EmptyState";
import { Notice } from "../ui/Notice";
import { Page } from "../ui/Page";
import { InspectButtons } from "./InspectButtons";
import classes from "./InspectView.module.css";
import { StepWalk } from "./StepWalk";

export function InspectView() {
  const app = useApp();
  const { inspection, isRunning, problem } = useAppState((state) => state.inspector);
  return (
    <Page isWide>
      <header className={classes.header}>
        <div>
          <h2>One training step, taken apart</h2>
          {inspection && (
            <p>
              Epoch {inspection.epoch + 1}, step {inspection.stepInEpoch + 1} · learning rate{" "}
              {formatRate(inspection.learningRate)} · loss {formatLoss(inspection.loss)} · gradient
              norm {formatFigure(inspection.gradientNorm)}
            </p>
          )}
        </div>
        <div className={classes.tools}>
          <InspectButtons />
          <Button
            variant="subtle"
            leftSection={<IconArrowLeft size={16} stroke={1.75} />}
            onClick={() => closeInspector(app)}
          >
            Back to training
          </Button>
        </div>
      </header>
      {isRunning && (
        <div className={classes.waiting} role="status">
          <Loader size="sm" />
          <span>Making the step, layer by layer</span>
          <Button variant="default" onClick={() => void cancelTrial(app)}>
            Cancel
          </Button>
        </div>
      )}
      {problem && (
        <Notice tone="bad" title="The step was not made">
          {problem}
        </Notice>
      )}
      {inspection ? (
        <StepWalk key={inspection.id} inspection={inspection} />
      ) : (
        !isRunning && (
          <EmptyState title="No step yet">
            Choose which step to look at. It is made on a copy of the model: nothing of the run or
            of the form changes.
          </EmptyState>
        )
      )}
    </Page>
  );
}
