/** The tab's title: how far a run is, for a person who looks at another tab. */
import type { AppState } from "../state/appState";
import { currentEpoch, isRunOn } from "../state/runProgress";

export function documentTitle(state: AppState): string {
  const { run } = state;
  if (!run || !isRunOn(state)) return "Homeroom";
  const epoch = `${currentEpoch(run)}/${run.summary.config.training.epochs}`;
  return `${run.status === "paused" ? "Paused " : ""}${epoch} · Homeroom`;
}
