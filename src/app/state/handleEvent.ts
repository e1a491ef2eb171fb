/** Brings what the worker tells into the store. */
import type { WorkerEvent } from "../../protocol";
import type { App } from "./app";
import { planRates } from "./planRates";
import type { AppState } from "./appState";
import { reduce } from "./reduce";

export function handleEvent(app: App, event: WorkerEvent): void {
  const { store } = app;
  switch (event.type) {
    case "importProgress": {
      const { type: _type, ...progress } = event;
      // Predictions read files as an import does, and the worker does one at a time.
      store.setState(({ importing, predicting }) => ({
        importing: importing && { ...importing, progress },
        predicting: predicting && { done: progress.done, total: progress.total },
      }));
      return;
    }
    case "deviceChanged":
      store.setState({ device: event.device });
      return;
    case "datasetChanged":
      store.setState({ dataset: event.dataset });
      return;
    case "runStarted":
      store.setState(({ opened }) => ({
        run: reduce(null, event),
        plannedRates: null,
        shownClasses: [],
        opened: openedAfter(opened, event.runId),
      }));
      void planRates(app, event.run);
      return;
    case "runResumed":
      store.setState(({ run, opened }) => ({
        run: reduce(run, event),
        opened: openedAfter(opened, event.runId),
      }));
      return;
    default:
      store.setState(({ run }) => ({ run: reduce(run, event) }));
  }
}

/** A run that trains is the model in use, unless it is the one that was opened. */
function openedAfter(opened: AppState["opened"], runId: string): AppState["opened"] {
  return opened?.model.run?.runId === runId ? opened : null;
}
