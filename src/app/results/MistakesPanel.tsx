/** The validation images that the best model gets wrong, surest first, or those of one cell of the matrix. */
import { Button } from "@mantine/core";
import { formatCount, formatCounted } from "../format";
import { useApp, useAppState } from "../state/app";
import type { Run } from "../state/reduce";
import { currentReview, reviewRun, showCell, shownOf } from "../state/review";
import { isWorking } from "../state/runProgress";
import { Notice } from "../ui/Notice";
import { Panel } from "../ui/Panel";
import { WorkProgress } from "../ui/WorkProgress";
import { MarksNotice } from "./MarksNotice";
import classes from "./Mistakes.module.css";
import { ReviewedImages } from "./ReviewedImages";

/** Where a click on the matrix leads. */
export const MISTAKES_ID = "mistakes";

export function MistakesPanel({ run }: { run: Run }) {
  const app = useApp();
  const review = useAppState(currentReview);
  const cell = useAppState((state) => state.reviewedCell);
  const share = useAppState((state) => state.making.review);
  const problem = useAppState((state) => state.reviewProblem);
  const names = run.summary.classes;
  const shown = review && shownOf(review, cell);
  const title = cell
    ? cell.truth === cell.prediction
      ? `${names[cell.truth] ?? ""}, recognised`
      : `${names[cell.truth] ?? ""} taken for ${names[cell.prediction] ?? ""}`
    : "Mistakes";
  return (
    <div id={MISTAKES_ID} className={classes.place}>
      <Panel
        title={title}
        note={
          review &&
          shown &&
          `${formatCount(shown.length)} of ${formatCounted(review.images.length, "validation image")}`
        }
        tools={
          cell && (
            <Button variant="default" size="compact-sm" onClick={() => showCell(app, null)}>
              All mistakes
            </Button>
          )
        }
      >
        {problem && (
          <Notice tone="bad" title={problem.title}>
            {problem.message}
          </Notice>
        )}
        <MarksNotice />
        {share !== undefined ? (
          <WorkProgress
            share={share}
            label="Progress of the predictions"
            onCancel={() => void app.calls.cancelFile("review")}
          />
        ) : shown ? (
          <ReviewedImages
            // Another list begins at its top.
            key={`${review.runId} ${review.epoch} ${cell?.truth} ${cell?.prediction}`}
            dataset={review.dataset}
            images={shown}
            classNames={names}
          />
        ) : (
          <div className={classes.offer}>
            <p>
              Which images the best model gets wrong, those first that it is surest of: hard cases,
              and often wrong labels.
            </p>
            <Button variant="default" disabled={isWorking(run)} onClick={() => void reviewRun(app)}>
              Show the mistakes
            </Button>
            {isWorking(run) && <span className={classes.hint}>Pause or stop the run first.</span>}
          </div>
        )}
      </Panel>
    </div>
  );
}
