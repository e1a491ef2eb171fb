/** Training loss, thin as measured and smoothed, and validation loss, strong. */
import { Line } from "recharts";
import { formatLoss } from "../format";
import { ChartFrame, type ChartProps } from "./ChartFrame";
import { epochDot } from "./epochDot";
import { niceAxis } from "./niceAxis";

export function LossChart(props: ChartProps) {
  const hasTrain = props.rows.some(({ train }) => train !== undefined);
  const losses = props.rows.flatMap((row) => [row.trainRaw, row.train, row.validation]);
  return (
    <ChartFrame
      {...props}
      title="Loss"
      heightPx={180}
      yAxis={niceAxis(losses)}
      format={formatLoss}
      isEmpty={!hasTrain}
      empty="Drawn as the run goes"
      legend={[
        { label: "training", color: "var(--chart-train)", pick: (row) => row.train },
        { label: "validation", color: "var(--chart-validation)", pick: (row) => row.validation },
      ]}
    >
      <Line
        dataKey="trainRaw"
        stroke="var(--chart-train)"
        strokeWidth={1}
        strokeOpacity={0.4}
        dot={false}
        activeDot={false}
        connectNulls
        isAnimationActive={false}
      />
      <Line
        dataKey="train"
        stroke="var(--chart-train)"
        strokeWidth={1.5}
        dot={false}
        activeDot={{ r: 3, strokeWidth: 0 }}
        connectNulls
        isAnimationActive={false}
      />
      <Line
        dataKey="validation"
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
