/** The learning rate: the past solid, the plan dashed. */
import { Line } from "recharts";
import { formatRate } from "../format";
import { ChartFrame, type ChartProps } from "./ChartFrame";
import { niceAxis } from "./niceAxis";

export function LearningRateChart(props: ChartProps) {
  const hasPlan = props.rows.some(({ plannedRate }) => plannedRate !== undefined);
  const hasPast = props.rows.some(({ rate }) => rate !== undefined);
  const past = {
    label: "so far",
    color: "var(--chart-validation)",
    pick: (row: ChartProps["rows"][number]) => row.rate,
  };
  const plan = {
    label: "planned",
    color: "var(--chart-train)",
    isDashed: true,
    isOfHoverOnly: true,
    pick: (row: ChartProps["rows"][number]) => row.plannedRate,
  };
  const rates = [0, ...props.rows.flatMap((row) => [row.rate, row.plannedRate])];
  return (
    <ChartFrame
      {...props}
      title="Learning rate"
      heightPx={108}
      format={formatRate}
      yAxis={niceAxis(rates, 3)}
      isEmpty={!hasPlan && !hasPast}
      empty="Follows a metric, so it is drawn as the run goes"
      legend={[...(hasPast ? [past] : []), ...(hasPlan ? [plan] : [])]}
    >
      <Line
        dataKey="plannedRate"
        stroke="var(--chart-train)"
        strokeWidth={1.5}
        strokeDasharray="4 4"
        dot={false}
        activeDot={false}
        connectNulls
        isAnimationActive={false}
      />
      <Line
        dataKey="rate"
        stroke="var(--chart-validation)"
        strokeWidth={2}
        dot={false}
        activeDot={{ r: 4, strokeWidth: 0 }}
        connectNulls
        isAnimationActive={false}
      />
    </ChartFrame>
  );
}
