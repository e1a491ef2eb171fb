/** Names the lines, with their values at the hovered epoch or, without one, the newest. */
import classes from "./ChartLegend.module.css";
import { valueAt, type ChartRow } from "./chartRows";
import { useHoveredEpoch } from "./hover";

export interface LegendItem {
  label: string;
  color: string;
  isDashed?: boolean;
  /** It has no newest value: a plan goes on to the end. */
  isOfHoverOnly?: boolean;
  pick: (row: ChartRow) => number | undefined;
}

interface Props {
  items: readonly LegendItem[];
  rows: readonly ChartRow[];
  format: (value: number) => string;
}

export function ChartLegend({ items, rows, format }: Props) {
  const epoch = useHoveredEpoch();
  return (
    <ul className={classes.legend}>
      {items.map(({ label, color, isDashed, isOfHoverOnly, pick }) => {
        const value = valueAt(rows, epoch, pick);
        const isShown = epoch !== null || !isOfHoverOnly;
        return (
          <li key={label} className={classes.item}>
            <span
              className={classes.line}
              style={{ borderTopColor: color, borderTopStyle: isDashed ? "dashed" : "solid" }}
            />
            <span className={classes.label}>{label}</span>
            {isShown && (
              <span className={classes.value}>{value === undefined ? "–" : format(value)}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
