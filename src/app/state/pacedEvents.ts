/**
 * Hands a run's news on in groups: a small model on few images ends a hundred epochs a second, and the
 * page would do nothing but redraw itself.
 */
import type { WorkerEvent } from "../../protocol";

/** A redraw's worth: as quick as a person reads, and slow enough to leave time for their clicks. */
const INTERVAL_MS = 100;

/** Keeps the events' order; every event but a run's news is handed on at once, after what waits. */
export function pacedEvents(handle: (event: WorkerEvent) => void): (event: WorkerEvent) => void {
  let waiting: WorkerEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastMs = -Infinity;

  const handAllOn = () => {
    clearTimeout(timer);
    timer = undefined;
    lastMs = performance.now();
    const events = waiting;
    waiting = [];
    events.forEach(handle);
  };

  return (event) => {
    waiting.push(event);
    const isNews = event.type === "runProgress" || event.type === "epochEnded";
    if (!isNews || performance.now() - lastMs >= INTERVAL_MS) handAllOn();
    else timer ??= setTimeout(handAllOn, INTERVAL_MS);
  };
}
