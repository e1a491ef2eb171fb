/** Macro-F1, and the F1 of classes on demand. */
import { MultiSelect } from "@mantine/core";
import { Line } from "recharts";
import { formatScore } from "../format";
import { useApp, useAppState } from "../state/app";
import { ChartFrame, type ChartProps } from "./ChartFrame";
import { classColor } from "./classColor";
import { epochDot } from "./epochDot";
import classes from "./F1Chart.module.css";
import { scoreDomain } from "./scoreDomain";
import { WorstClass } from "./WorstClass";

interface Props extends ChartProps {
  classNames: readonly string[];
}

export function F1Chart({ classNames, ...chart }: Props) {
  const { store } = useApp();
  const shown = useAppState((state) => state.shownClasses);
  const isEmpty = !chart.rows.some(({ macroF1 }) => macroF1 !== undefined);
  const lines = classNames
    .map((name, label) => ({ name, label }))
    .filter(({ name }) => shown.includes(name));
  return (
    <ChartFrame
      {...chart}
      title="F1"
      heightPx={156}
      format={formatScore}
      yDomain={scoreDomain}
      isEmpty={isEmpty}
      empty="Measured on the validation images after every epoch"
      tools={!isEmpty && <WorstClass rows={chart.rows} classNames={classNames} />}
      legend={[
        { label: "macro", color: "var(--chart-validation)", pick: (row) => row.macroF1 },
        ...lines.map(({ name, label }) => ({
          label: name,
          color: classColor(label),
          pick: (row: ChartProps["rows"][number]) => row.f1?.[label],
        })),
      ]}
      below={
        !isEmpty && (
          <MultiSelect
            className={classes.classes}
            aria-label="Classes whose F1 is drawn"
            placeholder={shown.length === 0 ? "Show the F1 of classes" : ""}
            data={classNames}
            value={[...shown]}
            onChange={(names) => store.setState({ shownClasses: names })}
            searchable
            clearable
            hidePickedOptions
          />
        )
      }
    >
      {lines.map(({ name, label }) => (
        <Line
          key={name}
          name={name}
          dataKey={(row: ChartProps["rows"][number]) => row.f1?.[label]}
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
