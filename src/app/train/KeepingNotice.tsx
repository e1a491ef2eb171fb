/** The run's newest state is not in the browser's storage: why, and what to do. */
import { useAppState } from "../state/app";
import { Notice } from "../ui/Notice";

export function KeepingNotice() {
  const problem = useAppState(({ run, keeping }) =>
    run && keeping?.runId === run.runId ? keeping.problem : null,
  );
  if (problem === null) return null;
  return (
    <Notice tone="warn" title="This run is not being kept">
      {problem}
    </Notice>
  );
}
