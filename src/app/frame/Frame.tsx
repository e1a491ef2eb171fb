/** The header, the run bar and the place that is open. */
import { Tabs } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useEffect } from "react";
import { DataView } from "../data/DataView";
import { ResultsView } from "../results/ResultsView";
import { useApp, useAppState } from "../state/app";
import { places } from "../state/appState";
import { isRunOn } from "../state/runProgress";
import { TrainView } from "../train/TrainView";
import { UseView } from "../use/UseView";
import { DeathNotice } from "./DeathNotice";
import { documentTitle } from "./documentTitle";
import { EngineChip } from "./EngineChip";
import classes from "./Frame.module.css";
import { Logo } from "./Logo";
import { PlaceTabs } from "./PlaceTabs";
import { RunBar } from "./RunBar";
import { ThemeToggle } from "./ThemeToggle";
import { useLeaveWarning } from "./useLeaveWarning";
import { useStrayDrops } from "./useStrayDrops";

const views = { data: DataView, train: TrainView, results: ResultsView, use: UseView };

export function Frame() {
  const { store } = useApp();
  const place = useAppState((state) => state.place);
  const hasRunBar = useAppState((state) => isRunOn(state) && state.death === null);
  useLeaveWarning(hasRunBar);
  useStrayDrops();
  // Another place begins at its top.
  useEffect(() => {
    // Not returned: newer browsers give a promise, which React would take for the effect's end.
    scrollTo(0, 0);
  }, [place]);
  useDocumentTitle(useAppState(documentTitle));
  return (
    <Tabs
      value={place}
      onChange={(value) => {
        const chosen = places.find((one) => one === value);
        if (chosen) store.setState({ place: chosen });
      }}
      keepMounted={false}
      className={classes.page}
      data-run-bar={hasRunBar || undefined}
    >
      <header className={classes.header}>
        <div className={classes.name}>
          <Logo />
          <h1>Homeroom</h1>
        </div>
        <nav className={classes.places} aria-label="Places">
          <PlaceTabs />
        </nav>
        <div className={classes.tools}>
          <EngineChip />
          <ThemeToggle />
        </div>
      </header>
      {hasRunBar && <RunBar />}
      <DeathNotice />
      <main>
        {places.map((one) => {
          const View = views[one];
          return (
            <Tabs.Panel key={one} value={one}>
              <View />
            </Tabs.Panel>
          );
        })}
      </main>
    </Tabs>
  );
}
