/** Names the lines, with their values at the hovered epoch or, without one, the newest. */
import classes from "./ChartLegend.module.css";
import { valueAt, type ChartRow } from "./chartRows";
import { useHoveredEpoch } from "./hover";

export interface LegendItem<Row extends ChartRow> {
  label: string;
  color: string;
  isDashed?: boolean;
  /** It has no newest value: a plan goes on to the end. */
  isOfHoverOnly?: boolean;
  pick: (row: Row) => number | undefined;
}

interface Props<Row extends ChartRow> {
  items: readonly LegendItem<Row>[];
  rows: readonly Row[];
  format: (value: number) => string;
}

export function ChartLegend<Row extends ChartRow>({ items, rows, format }: Props<Row>) {
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
