/** Why rates cannot be tested now, in a few words; null when they can. */
import type { AppState } from "../state/appState";
import { isTraining } from "../state/runProgress";
import { draftObstacle } from "./draftObstacle";

export function rateTestObstacle(state: AppState): string | null {
  if (state.death === null && isTraining(state)) return "Pause or stop the run to test rates.";
  return draftObstacle(state);
}
