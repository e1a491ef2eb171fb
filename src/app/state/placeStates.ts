/** How each place stands, for its tab: a tone for the eye and words for everybody. */
import { formatCounted, formatScore } from "../format";
import type { AppState, Place } from "./appState";
import { currentEpoch, isRunOn } from "./runProgress";

export interface PlaceState {
  tone: "empty" | "ready" | "running" | "done" | "problem";
  words: string;
}

export function placeState(place: Place, state: AppState): PlaceState {
  switch (place) {
    case "data":
      return dataState(state);
    case "train":
      return trainState(state);
    case "results":
      return resultsState(state);
    case "use":
      return state.opened || state.run?.best || state.run?.epochs.length
        ? { tone: "ready", words: "ready" }
        : { tone: "empty", words: "no model yet" };
    default:
      return place satisfies never;
  }
}

function dataState({ importing, dataset }: AppState): PlaceState {
  if (importing) return { tone: "running", words: "importing" };
  if (!dataset) return { tone: "empty", words: "empty" };
  return { tone: "done", words: formatCounted(dataset.classes.length, "class", "classes") };
}

function trainState(state: AppState): PlaceState {
  const { run, dataset } = state;
  if (!run)
    return dataset ? { tone: "ready", words: "ready" } : { tone: "empty", words: "needs data" };
  const { epochs } = run.summary.config.training;
  if (run.isRestored) return { tone: "ready", words: `${run.epochs.length}/${epochs} opened` };
  if (isRunOn(state) && state.death !== null) return { tone: "problem", words: "cut off" };
  if (isRunOn(state)) {
    const epoch = `${currentEpoch(run)}/${epochs}`;
    return { tone: "running", words: run.status === "paused" ? `paused ${epoch}` : epoch };
  }
  const isBad = run.status === "failed" || run.status === "diverged";
  return isBad ? { tone: "problem", words: run.status } : { tone: "done", words: "done" };
}

function resultsState(state: AppState): PlaceState {
  const { run } = state;
  const record = run?.epochs.find(({ epoch }) => epoch === run.best?.epoch) ?? run?.epochs.at(-1);
  if (!record) return { tone: "empty", words: "none yet" };
  if (record.macroF1 === null) return { tone: "ready", words: "not validated" };
  return {
    tone: isRunOn(state) && state.death === null ? "running" : "done",
    words: `F1 ${formatScore(record.macroF1)}`,
  };
}
