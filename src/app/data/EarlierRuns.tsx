/** Runs that the browser keeps from earlier: with what they reached, to open or to delete. */
import { useAppState } from "../state/app";
import { Panel } from "../ui/Panel";
import classes from "./EarlierRuns.module.css";
import { EarlierRun } from "./EarlierRun";

export function EarlierRuns() {
  const runs = useAppState((state) => state.keptRuns);
  if (runs.length === 0) return null;
  return (
    <Panel title="Earlier runs" note="Kept in this browser, with their images" isFlush>
      <ul className={classes.runs}>
        {runs.map((run) => (
          <EarlierRun key={run.id} run={run} />
        ))}
      </ul>
    </Panel>
  );
}
