/** Why nothing can be computed from the draft and the data now, in a few words; null when it can. */
import { formatCounted } from "../format";
import type { AppState } from "../state/appState";

export function draftObstacle(state: AppState): string | null {
  if (state.death !== null) return "The engine has stopped.";
  if (!state.hello || state.isDeviceChanging) return "The engine is starting.";
  if (state.importing) return "The images are being imported.";
  const errors = state.check?.errors.length ?? 0;
  if (errors > 0) return `${formatCounted(errors, "setting")} to mend first.`;
  if (!state.dataset) return "Import images first, or try the sample.";
  return null;
}
