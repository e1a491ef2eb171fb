/** Loss, learning rate, F1 and accuracy of the run, over one axis of epochs. */
import { VisuallyHidden } from "@mantine/core";
import { useMemo, useState } from "react";
import { useAppState } from "../state/app";
import type { AppState } from "../state/appState";
import { AccuracyChart } from "./AccuracyChart";
import { chartRows } from "./chartRows";
import classes from "./Charts.module.css";
import { ChartsHeading } from "./ChartsHeading";
import { createHoverStore, HoverContext } from "./hover";
import { F1Chart } from "./F1Chart";
import { LearningRateChart } from "./LearningRateChart";
import { LossChart } from "./LossChart";
import { useSlowState } from "./useSlowState";

const REDRAW_INTERVAL_MS = 200;
const selectRun = ({ run }: AppState) => run;

export function Charts() {
  const run = useSlowState(selectRun, REDRAW_INTERVAL_MS);
  const check = useAppState((state) => state.check);
  const plannedRates = useAppState((state) => state.plannedRates);
  const [hover] = useState(createHoverStore);
  // Before there is a run, the draft's plan is what there is to see.
  const planned = run ? plannedRates : check && !check.ratesAreMadeUp ? check.rates : null;
  const known = useMemo(() => chartRows(run, planned), [run, planned]);
  const epochs = run?.summary.config.training.epochs ?? check?.config?.training.epochs ?? 10;
  // An axis without rows would have no numbers.
  const rows = known.length > 0 ? known : [{ epoch: 0 }, { epoch: epochs }];
  const chart = { rows, epochs, bestEpoch: run?.best?.epoch ?? null };
  return (
    <HoverContext value={hover}>
      <section className={classes.charts} aria-label="Charts">
        <VisuallyHidden component="h2">Charts</VisuallyHidden>
        <ChartsHeading bestEpoch={chart.bestEpoch} />
        <LossChart {...chart} />
        <LearningRateChart {...chart} />
        <F1Chart {...chart} classNames={run?.summary.classes ?? []} />
        <AccuracyChart {...chart} />
      </section>
    </HoverContext>
  );
}
