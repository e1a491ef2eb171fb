/** Why a run cannot start now, in a few words; null when it can. */
import { isRunOn } from "../state/runProgress";
import type { AppState } from "../state/appState";
import { draftObstacle } from "./draftObstacle";

export function startObstacle(state: AppState): string | null {
  if (state.death === null && isRunOn(state)) return "Stop the run to start another.";
  return draftObstacle(state);
}
