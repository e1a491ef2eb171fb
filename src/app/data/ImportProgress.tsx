/** How far an import has come, and a way out of it. */
import { Button, Progress } from "@mantine/core";
import { formatCount } from "../format";
import { useApp, useAppState } from "../state/app";
import { cancelImport } from "../state/importData";
import classes from "./ImportProgress.module.css";

export function ImportProgress() {
  const app = useApp();
  const importing = useAppState((state) => state.importing);
  if (!importing) return null;
  const { name, progress, isCancelled } = importing;
  const isDecoding = progress?.phase === "decoding";
  const words = isCancelled
    ? "Cancelling"
    : progress
      ? `${isDecoding ? "Decoding and resizing" : "Reading"} ${formatCount(progress.done)} of ${formatCount(progress.total)}`
      : "Looking at the files";
  const percent = progress && progress.total > 0 ? (100 * progress.done) / progress.total : 0;
  return (
    <section className={classes.importing} aria-label="Import">
      <div className={classes.line}>
        <strong>Importing {name}</strong>
        <Button variant="default" disabled={isCancelled} onClick={() => void cancelImport(app)}>
          Cancel
        </Button>
      </div>
      <Progress
        value={percent}
        size={8}
        transitionDuration={0}
        aria-label="Progress of the import"
      />
      <span className={classes.words}>{words}</span>
    </section>
  );
}
