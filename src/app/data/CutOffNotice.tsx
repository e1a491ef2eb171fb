/** The newest run was cut off, by a crash or a closed tab: offers to go on with it. */
import { Button } from "@mantine/core";
import { useApp, useAppState } from "../state/app";
import { cutOffRun, nameOfKept, openKeptRun } from "../state/keptRuns";
import { Notice } from "../ui/Notice";

export function CutOffNotice() {
  const app = useApp();
  const hello = useAppState((state) => state.hello);
  const run = useAppState(cutOffRun);
  const isBusy = useAppState((state) => state.busyKeptRun !== null);
  if (!run) return null;
  const { epoch, epochs } = run.about;
  return (
    <Notice
      title={`${nameOfKept(hello, run.about)} was cut off`}
      action={
        <Button loading={isBusy} onClick={() => void openKeptRun(app, run)}>
          Open it
        </Button>
      }
    >
      {epoch} of {epochs} epochs are done, and it can go on from where it was kept last.
    </Notice>
  );
}
