/** How a run ended, above its charts. */
import { Button } from "@mantine/core";
import type { RunStatus } from "../state/reduce";
import { useApp, useAppState } from "../state/app";
import { Notice, type Tone } from "../ui/Notice";

const endings: Partial<Record<RunStatus, { tone: Tone; title: string }>> = {
  finished: { tone: "good", title: "Finished" },
  earlyStopping: { tone: "good", title: "Stopped early" },
  stopped: { tone: "plain", title: "Stopped" },
  diverged: { tone: "bad", title: "The loss became NaN" },
  failed: { tone: "bad", title: "The run failed" },
};

export function RunNotice() {
  const app = useApp();
  const run = useAppState((state) => state.run);
  if (!run) return null;
  const ending = endings[run.status];
  if (!ending) return null;
  const hasResults = run.epochs.length > 0;
  return (
    <Notice
      tone={ending.tone}
      title={ending.title}
      action={
        hasResults && (
          <Button variant="default" onClick={() => app.store.setState({ place: "results" })}>
            See the results
          </Button>
        )
      }
    >
      {run.message}
    </Notice>
  );
}
