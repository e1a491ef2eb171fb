/** Macro-F1, and the F1 of classes on demand. */
import { memo } from "react";
import { formatScore } from "../format";
import { useAppState } from "../state/app";
import { ChartFrame, type ChartProps } from "./ChartFrame";
import type { ScoreRow } from "./chartRows";
import { classColor } from "./classColor";
import { ClassPicker } from "./ClassPicker";
import { Curve } from "./Curve";
import { EpochDots } from "./EpochDots";
import { scoreAxis } from "./scoreAxis";
import { WorstClass } from "./WorstClass";

const macro = (row: ScoreRow) => row.macroF1;

interface Props extends ChartProps<ScoreRow> {
  classNames: readonly string[];
}

/** Changes with the epochs alone, while the charts above change with the steps. */
export const F1Chart = memo(function F1Chart({ classNames, ...chart }: Props) {
  const shown = useAppState((state) => state.shownClasses);
  const { rows } = chart;
  const curves = classNames
    .map((name, label) => ({ name, label, pick: (row: ScoreRow) => row.f1[label] }))
    .filter(({ name }) => shown.includes(name));
  const scores = rows.flatMap((row) => [row.macroF1, ...curves.map(({ pick }) => pick(row))]);
  return (
    <ChartFrame
      {...chart}
      title="F1"
      heightPx={136}
      format={formatScore}
      yAxis={scoreAxis(scores)}
      empty="Measured on the validation images after every epoch"
      tools={
        rows.length > 0 && (
          <>
            <ClassPicker classNames={classNames} />
            <WorstClass rows={rows} classNames={classNames} />
          </>
        )
      }
      legend={[
        { label: "macro", color: "var(--chart-validation)", pick: macro },
        ...curves.map(({ name, label, pick }) => ({ label: name, color: classColor(label), pick })),
      ]}
    >
      {curves.map(({ name, label, pick }) => (
        <Curve key={name} name={name} dataKey={pick} stroke={classColor(label)} strokeWidth={1.5} />
      ))}
      <Curve dataKey="macroF1" stroke="var(--chart-validation)" />
      <EpochDots rows={rows} pick={macro} />
    </ChartFrame>
  );
});
