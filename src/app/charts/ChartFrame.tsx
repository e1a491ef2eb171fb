/** What all charts of a run have in common: title, legend with values, axes, hover line, best epoch. */
import type { ReactNode } from "react";
import {
  CartesianGrid,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import classes from "./ChartFrame.module.css";
import type { ChartRow } from "./chartRows";
import { ChartLegend, type LegendItem } from "./ChartLegend";
import { epochTicks } from "./epochTicks";
import { HoverLine } from "./HoverLine";
import { HoverReporter } from "./HoverReporter";
import { tickFormat } from "./tickFormat";

export interface ChartProps<Row extends ChartRow> {
  rows: readonly Row[];
  epochs: number;
  bestEpoch: number | null;
}

interface Props<Row extends ChartRow> extends ChartProps<Row> {
  title: string;
  legend: readonly LegendItem<Row>[];
  format: (value: number) => string;
  heightPx: number;
  /** What is drawn when there is nothing to draw yet. */
  empty: string;
  yAxis: { domain: [number, number]; ticks: number[] };
  /** Beside the title. */
  tools?: ReactNode;
  children: ReactNode;
}

const tick = { fontSize: 12, fill: "var(--chart-text)" };

export function ChartFrame<Row extends ChartRow>({
  title,
  rows,
  epochs,
  bestEpoch,
  legend,
  format,
  heightPx,
  empty,
  yAxis,
  tools,
  children,
}: Props<Row>) {
  const isEmpty = rows.length === 0;
  // An axis without rows would have no numbers.
  const data: readonly ChartRow[] = isEmpty ? [{ epoch: 0 }, { epoch: epochs }] : rows;
  return (
    <figure className={classes.chart} aria-label={title}>
      <figcaption className={classes.header}>
        <h3>{title}</h3>
        {tools}
        {!isEmpty && <ChartLegend items={legend} rows={rows} format={format} />}
      </figcaption>
      <div className={classes.plot} style={{ height: heightPx }}>
        {isEmpty && <p className={classes.empty}>{empty}</p>}
        <ResponsiveContainer width="100%" height="100%">
          <LineChart data={data} margin={{ top: 8, right: 12, bottom: 0, left: 0 }} title={title}>
            <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
            <XAxis
              dataKey="epoch"
              type="number"
              domain={[0, epochs]}
              ticks={epochTicks(epochs)}
              tick={tick}
              tickLine={false}
              stroke="var(--chart-grid)"
              height={24}
            />
            <YAxis
              width={52}
              {...yAxis}
              interval={0}
              tickFormatter={tickFormat(yAxis.ticks)}
              tick={isEmpty ? false : tick}
              tickLine={false}
              axisLine={false}
            />
            {!isEmpty && <Tooltip content={() => null} cursor={false} isAnimationActive={false} />}
            {bestEpoch !== null && (
              <ReferenceLine x={bestEpoch} stroke="var(--chart-best)" strokeDasharray="2 3" />
            )}
            {children}
            <HoverLine />
            <HoverReporter />
          </LineChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
}
