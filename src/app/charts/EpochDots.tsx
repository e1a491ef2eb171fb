/** Inside a chart: dots at the epochs while there are few of them, since one epoch draws no line. */
import { useXAxisScale, useYAxisScale } from "recharts";
import type { ChartRow } from "./chartRows";

const MAX_DOTS = 40;

interface Props<Row extends ChartRow> {
  rows: readonly Row[];
  pick: (row: Row) => number | undefined;
}

export function EpochDots<Row extends ChartRow>({ rows, pick }: Props<Row>) {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  const known = rows.filter((row) => pick(row) !== undefined);
  if (known.length > MAX_DOTS) return null;
  return known.map((row) => (
    <circle
      key={row.epoch}
      cx={scaleX?.(row.epoch)}
      cy={scaleY?.(pick(row))}
      r={2.5}
      fill="var(--chart-validation)"
    />
  ));
}
