/** Training loss, thin as measured and smoothed, and validation loss, strong. */
import { formatLoss } from "../format";
import { ChartFrame, type ChartProps } from "./ChartFrame";
import type { LossRow } from "./chartRows";
import { Curve } from "./Curve";
import { EpochDots } from "./EpochDots";
import { niceAxis } from "./niceAxis";

const train = (row: LossRow) => row.train;
const validation = (row: LossRow) => row.validation;

export function LossChart(props: ChartProps<LossRow>) {
  const losses = props.rows.flatMap((row) => [row.trainRaw, row.train, row.validation]);
  return (
    <ChartFrame
      {...props}
      title="Loss"
      heightPx={180}
      format={formatLoss}
      yAxis={niceAxis(losses)}
      empty="Drawn as the run goes"
      legend={[
        { label: "training", color: "var(--chart-train)", pick: train },
        { label: "validation", color: "var(--chart-validation)", pick: validation },
      ]}
    >
      <Curve
        dataKey="trainRaw"
        stroke="var(--chart-train)"
        strokeWidth={1}
        strokeOpacity={0.4}
        activeDot={false}
      />
      <Curve dataKey="train" stroke="var(--chart-train)" strokeWidth={1.5} />
      <Curve dataKey="validation" stroke="var(--chart-validation)" />
      <EpochDots rows={props.rows} pick={validation} />
    </ChartFrame>
  );
}
