/** Which epoch the values in the legends are of, and which one is the best so far. */
import { useAppState } from "../state/app";
import classes from "./Charts.module.css";
import { useHoveredEpoch } from "./hover";

export function ChartsHeading({ bestEpoch }: { bestEpoch: number | null }) {
  const hovered = useHoveredEpoch();
  const hasRun = useAppState((state) => state.run !== null);
  if (!hasRun) return null;
  return (
    <div className={classes.heading}>
      <p>{hovered === null ? "Newest values" : `Values at epoch ${Number(hovered.toFixed(2))}`}</p>
      {bestEpoch !== null && <p className={classes.best}>Best epoch {bestEpoch}</p>}
    </div>
  );
}
