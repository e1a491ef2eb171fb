/** How much of the weights has been fetched, and the way to give it up. */
import { Button, Progress } from "@mantine/core";
import { formatBytes } from "../format";
import { useApp, useAppState } from "../state/app";
import classes from "./WeightsField.module.css";

export function WeightsProgress() {
  const { calls } = useApp();
  const request = useAppState((state) => state.weightsRequest);
  if (!request) return null;
  const { done, total } = request.progress ?? { done: 0, total: 0 };
  return (
    <div className={classes.progress}>
      <Progress
        value={total > 0 ? (100 * done) / total : 100}
        animated={total === 0}
        size={6}
        transitionDuration={0}
        aria-label={`Progress of ${request.name}`}
      />
      {request.progress && (
        <span className={classes.bytes}>
          {formatBytes(done)}
          {total > 0 && ` of ${formatBytes(total)}`}
        </span>
      )}
      <Button variant="default" size="compact-sm" onClick={() => void calls.cancelWeights()}>
        Cancel
      </Button>
    </div>
  );
}
