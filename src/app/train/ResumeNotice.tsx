/** A checkpoint's run that has not gone on yet: how far it is, and what it needs. */
import { Button } from "@mantine/core";
import { useApp, useAppState } from "../state/app";
import { resumeRun } from "../state/runActions";
import { Notice } from "../ui/Notice";
import { Compiling } from "./Compiling";

export function ResumeNotice() {
  const { store, calls } = useApp();
  const opened = useAppState((state) => state.opened);
  const run = useAppState((state) => state.run);
  const place = useAppState((state) => state.place);
  const isImporting = useAppState((state) => state.importing !== null);
  if (!opened || !run?.isRestored || opened.model.run?.runId !== run.runId) return null;
  const { epochs } = run.summary.config.training;
  if (run.epochs.length >= epochs)
    return (
      <Notice title={`${opened.name} is open`}>
        All {epochs} epochs are done: it can be used, and there is nothing left to train.
      </Notice>
    );
  const action =
    opened.needsData === null ? (
      <Button disabled={isImporting} onClick={() => void resumeRun({ calls, store })}>
        Go on training
      </Button>
    ) : (
      place !== "data" && (
        <Button variant="default" onClick={() => store.setState({ place: "data" })}>
          Import images
        </Button>
      )
    );
  return (
    <Notice title={`${opened.name} is open`} action={action}>
      {run.epochs.length} of {epochs} epochs are done. {opened.needsData}
      <Compiling />
    </Notice>
  );
}
