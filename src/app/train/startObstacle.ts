/** Why a run cannot start now, in a few words; null when it can. */
import { formatCounted } from "../format";
import { isRunOn } from "../state/runProgress";
import type { AppState } from "../state/appState";

export function startObstacle(state: AppState): string | null {
  if (state.death !== null) return "The engine has stopped.";
  if (!state.hello || state.isDeviceChanging) return "The engine is starting.";
  if (isRunOn(state)) return "Stop the run to start another.";
  if (state.importing) return "The images are being imported.";
  const errors = state.check?.errors.length ?? 0;
  if (errors > 0) return `${formatCounted(errors, "setting")} to mend first.`;
  if (!state.dataset) return "Import images first, or try the sample.";
  return null;
}
