/** Names the class with the lowest F1 in the newest epoch. */
import { formatScore } from "../format";
import classes from "./WorstClass.module.css";
import type { ScoreRow } from "./chartRows";

interface Props {
  rows: readonly ScoreRow[];
  classNames: readonly string[];
}

export function WorstClass({ rows, classNames }: Props) {
  const f1 = rows.at(-1)?.f1;
  if (!f1 || f1.length === 0) return null;
  const worst = f1.indexOf(Math.min(...f1));
  return (
    <span className={classes.worst}>
      Worst class: {classNames[worst]} {formatScore(f1[worst]!)}
    </span>
  );
}
