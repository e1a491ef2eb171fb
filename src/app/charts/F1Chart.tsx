/** Macro-F1, and the F1 of classes on demand. */
import { Line } from "recharts";
import { formatScore } from "../format";
import { useAppState } from "../state/app";
import { ChartFrame, type ChartProps } from "./ChartFrame";
import type { ChartRow } from "./chartRows";
import { classColor } from "./classColor";
import { ClassPicker } from "./ClassPicker";
import { epochDot } from "./epochDot";
import { scoreAxis } from "./scoreAxis";
import { WorstClass } from "./WorstClass";

interface Props extends ChartProps {
  classNames: readonly string[];
}

export function F1Chart({ classNames, ...chart }: Props) {
  const shown = useAppState((state) => state.shownClasses);
  const isEmpty = !chart.rows.some(({ macroF1 }) => macroF1 !== undefined);
  const lines = classNames
    .map((name, label) => ({ name, label, pick: (row: ChartRow) => row.f1?.[label] }))
    .filter(({ name }) => shown.includes(name));
  const scores = chart.rows.flatMap((row) => [row.macroF1, ...lines.map(({ pick }) => pick(row))]);
  return (
    <ChartFrame
      {...chart}
      title="F1"
      heightPx={136}
      format={formatScore}
      yAxis={scoreAxis(scores)}
      isEmpty={isEmpty}
      empty="Measured on the validation images after every epoch"
      tools={
        !isEmpty && (
          <>
            <ClassPicker classNames={classNames} />
            <WorstClass rows={chart.rows} classNames={classNames} />
          </>
        )
      }
      legend={[
        { label: "macro", color: "var(--chart-validation)", pick: (row) => row.macroF1 },
        ...lines.map(({ name, label, pick }) => ({ label: name, color: classColor(label), pick })),
      ]}
    >
      {lines.map(({ name, label, pick }) => (
        <Line
          key={name}
          name={name}
          dataKey={pick}
          stroke={classColor(label)}
          strokeWidth={1.5}
          dot={false}
          activeDot={{ r: 3, strokeWidth: 0 }}
          connectNulls
          isAnimationActive={false}
        />
      ))}
      <Line
        dataKey="macroF1"
        stroke="var(--chart-validation)"
        strokeWidth={2}
        dot={epochDot(chart.epochs)}
        activeDot={{ r: 4, strokeWidth: 0 }}
        connectNulls
        isAnimationActive={false}
      />
    </ChartFrame>
  );
}
