/** The share of validation images that were right. */
import { Line } from "recharts";
import { formatScore } from "../format";
import { ChartFrame, type ChartProps } from "./ChartFrame";
import { epochDot } from "./epochDot";
import { scoreAxis } from "./scoreAxis";

export function AccuracyChart(props: ChartProps) {
  const scores = props.rows.map(({ accuracy }) => accuracy);
  return (
    <ChartFrame
      {...props}
      title="Accuracy"
      heightPx={108}
      format={formatScore}
      yAxis={scoreAxis(scores)}
      isEmpty={!props.rows.some(({ accuracy }) => accuracy !== undefined)}
      empty="Measured on the validation images after every epoch"
      legend={[
        { label: "validation", color: "var(--chart-validation)", pick: (row) => row.accuracy },
      ]}
    >
      <Line
        dataKey="accuracy"
        stroke="var(--chart-validation)"
        strokeWidth={2}
        dot={epochDot(props.epochs)}
        activeDot={{ r: 4, strokeWidth: 0 }}
        connectNulls
        isAnimationActive={false}
      />
    </ChartFrame>
  );
}
