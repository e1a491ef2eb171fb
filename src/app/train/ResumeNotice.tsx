/** A checkpoint's run that has not gone on yet: how far it is, and what it needs. */
import { Button } from "@mantine/core";
import { useApp, useAppState } from "../state/app";
import { resumeRun } from "../state/runActions";
import { isRestored } from "../state/runProgress";
import { Notice } from "../ui/Notice";

export function ResumeNotice() {
  const app = useApp();
  const opened = useAppState((state) => state.opened);
  const run = useAppState((state) => state.run);
  const isWaiting = useAppState(isRestored);
  if (!isWaiting || !opened || !run) return null;
  return (
    <Notice
      title={`${opened.fileName} is open`}
      action={
        opened.needsData === null ? (
          <Button onClick={() => void resumeRun(app)}>Go on training</Button>
        ) : (
          <Button variant="default" onClick={() => app.store.setState({ place: "data" })}>
            Import images
          </Button>
        )
      }
    >
      {run.epochs.length} of {run.summary.config.training.epochs} epochs are done.{" "}
      {opened.needsData}
    </Notice>
  );
}
