/** Gives up the rate test or the inspection that is going on. */
import type { App } from "./app";

export async function cancelTrial({ calls }: App) {
  try {
    await calls.cancelTrial();
  } catch {
    // The worker has died; its death is told elsewhere.
  }
}
