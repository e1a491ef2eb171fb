/** The four places as tabs, each with how it stands. */
import { Tabs, VisuallyHidden } from "@mantine/core";
import { useShallow } from "zustand/shallow";
import { useAppState } from "../state/app";
import { places, type Place } from "../state/appState";
import { placeState } from "../state/placeStates";
import classes from "./PlaceTabs.module.css";

export const placeLabels: Record<Place, string> = {
  data: "Data",
  train: "Train",
  results: "Results",
  use: "Use",
};

export function PlaceTabs() {
  return (
    <Tabs.List className={classes.list} aria-label="Places">
      {places.map((place) => (
        <PlaceTab key={place} place={place} />
      ))}
    </Tabs.List>
  );
}

function PlaceTab({ place }: { place: Place }) {
  const { tone, words } = useAppState(useShallow((state) => placeState(place, state)));
  return (
    <Tabs.Tab value={place} className={classes.tab}>
      <span className={classes.label}>
        <span className={classes.dot} data-tone={tone} />
        {placeLabels[place]}
        <VisuallyHidden>, </VisuallyHidden>
        <span className={classes.words}>{words}</span>
      </span>
    </Tabs.Tab>
  );
}
