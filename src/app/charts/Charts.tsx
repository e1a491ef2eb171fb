/** Loss, learning rate, F1 and accuracy of the run, over one axis of epochs. */
import { VisuallyHidden } from "@mantine/core";
import { useMemo, useState } from "react";
import { useAppState } from "../state/app";
import type { AppState } from "../state/appState";
import { AccuracyChart } from "./AccuracyChart";
import { lossRows, rateRows, scoreRows } from "./chartRows";
import classes from "./Charts.module.css";
import { ChartsHeading } from "./ChartsHeading";
import { F1Chart } from "./F1Chart";
import { createHoverStore, HoverContext } from "./hover";
import { LearningRateChart } from "./LearningRateChart";
import { LossChart } from "./LossChart";
import { useSlowState } from "./useSlowState";

const REDRAW_INTERVAL_MS = 200;
const selectRun = ({ run }: AppState) => run;
const noClasses: readonly string[] = [];

export function Charts() {
  const run = useSlowState(selectRun, REDRAW_INTERVAL_MS);
  const check = useAppState((state) => state.check);
  const plannedRates = useAppState((state) => state.plannedRates);
  const [hover] = useState(createHoverStore);
  // Before there is a run, the draft's plan is what there is to see.
  const planned = run ? plannedRates : check && !check.ratesAreMadeUp ? check.rates : null;
  const losses = useMemo(() => (run ? lossRows(run) : []), [run]);
  const rates = useMemo(() => rateRows(run, planned), [run, planned]);
  const records = run?.epochs;
  const scores = useMemo(() => scoreRows(records ?? []), [records]);
  // A draft that can't be trained yet still has a curve, and with it a number of epochs.
  const lastRate = check?.rates.at(-1);
  const plannedEpochs = lastRate ? Math.floor(lastRate.epoch) + 1 : 10;
  const epochs = run?.summary.config.training.epochs ?? plannedEpochs;
  const axis = { epochs, bestEpoch: run?.best?.epoch ?? null };
  return (
    <HoverContext value={hover}>
      <section className={classes.charts} aria-label="Charts">
        <VisuallyHidden component="h2">Charts</VisuallyHidden>
        <ChartsHeading bestEpoch={axis.bestEpoch} />
        <LossChart {...axis} rows={losses} />
        <LearningRateChart
          {...axis}
          rows={rates}
          empty={
            run || check?.ratesAreMadeUp
              ? "Follows a metric, so it is drawn as the run goes"
              : "Drawn once the settings can be used"
          }
        />
        <F1Chart {...axis} rows={scores} classNames={run?.summary.classes ?? noClasses} />
        <AccuracyChart {...axis} rows={scores} />
      </section>
    </HoverContext>
  );
}
