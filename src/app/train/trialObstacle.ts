/** Why nothing can be tried out beside the run now, in a few words; null when it can. */
import type { AppState } from "../state/appState";
import { isTraining } from "../state/runProgress";
import { draftObstacle } from "./draftObstacle";

export function trialObstacle(state: AppState): string | null {
  if (state.death === null && isTraining(state)) return "Pause or stop the run first.";
  return draftObstacle(state);
}
