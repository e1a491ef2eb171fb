/** The learning rate: the past solid, the plan dashed. */
import { formatRate } from "../format";
import { ChartFrame, type ChartProps } from "./ChartFrame";
import type { LegendItem } from "./ChartLegend";
import type { RateRow } from "./chartRows";
import { Curve } from "./Curve";
import { niceAxis } from "./niceAxis";

const past: LegendItem<RateRow> = {
  label: "so far",
  color: "var(--chart-validation)",
  pick: (row) => row.rate,
};

const plan: LegendItem<RateRow> = {
  label: "planned",
  color: "var(--chart-train)",
  isDashed: true,
  isOfHoverOnly: true,
  pick: (row) => row.planned,
};

interface Props extends ChartProps<RateRow> {
  /** Why there is nothing to draw, where there is not. */
  empty: string;
}

export function LearningRateChart(props: Props) {
  const rates = [0, ...props.rows.flatMap((row) => [row.rate, row.planned])];
  const isDrawn = ({ pick }: LegendItem<RateRow>) =>
    props.rows.some((row) => pick(row) !== undefined);
  return (
    <ChartFrame
      {...props}
      title="Learning rate"
      heightPx={108}
      format={formatRate}
      yAxis={niceAxis(rates, 3)}
      legend={[past, plan].filter(isDrawn)}
    >
      <Curve
        dataKey="planned"
        stroke="var(--chart-train)"
        strokeWidth={1.5}
        strokeDasharray="4 4"
        activeDot={false}
      />
      <Curve dataKey="rate" stroke="var(--chart-validation)" />
    </ChartFrame>
  );
}
