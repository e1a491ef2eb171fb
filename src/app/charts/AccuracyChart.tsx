/** The share of validation images that were right. */
import { memo } from "react";
import { formatScore } from "../format";
import { ChartFrame, type ChartProps } from "./ChartFrame";
import type { ScoreRow } from "./chartRows";
import { Curve } from "./Curve";
import { EpochDots } from "./EpochDots";
import { scoreAxis } from "./scoreAxis";

const accuracy = (row: ScoreRow) => row.accuracy;

/** Changes with the epochs alone. */
export const AccuracyChart = memo(function AccuracyChart(props: ChartProps<ScoreRow>) {
  return (
    <ChartFrame
      {...props}
      title="Accuracy"
      heightPx={108}
      format={formatScore}
      yAxis={scoreAxis(props.rows.map(accuracy))}
      empty="Measured on the validation images after every epoch"
      legend={[{ label: "validation", color: "var(--chart-validation)", pick: accuracy }]}
    >
      <Curve dataKey="accuracy" stroke="var(--chart-validation)" />
      <EpochDots rows={props.rows} pick={accuracy} />
    </ChartFrame>
  );
});
