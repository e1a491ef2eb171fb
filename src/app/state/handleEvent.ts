/** Brings what the worker tells into the store. */
import type { WorkerEvent } from "../../protocol";
import type { App } from "./app";
import { planRates } from "./planRates";
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
    case "compileProgress": {
      const { done, total } = event;
      store.setState({ compiling: done < total ? { done, total } : null });
      return;
    }
    case "weightsProgress": {
      const { done, total } = event;
      store.setState(({ weightsRequest }) => ({
        weightsRequest: weightsRequest && { ...weightsRequest, progress: { done, total } },
      }));
      return;
    }
    case "fileProgress": {
      const { name, share } = event;
      // One that is no longer waited for has ended meanwhile.
      store.setState(({ making }) =>
        name in making ? { making: { ...making, [name]: share } } : {},
      );
      return;
    }
    case "deviceChanged":
      store.setState({ device: event.device });
      return;
    case "datasetChanged":
      store.setState({ dataset: event.dataset });
      return;
    case "keptRunsChanged":
      store.setState({ keptRuns: event.runs });
      return;
    case "runKept":
      store.setState({ keeping: { runId: event.runId, problem: event.problem } });
      return;
    case "rateTestProgress": {
      const { type: _type, ...progress } = event;
      store.setState(({ rateTest }) => ({
        rateTest: rateTest?.isRunning ? { ...rateTest, ...progress } : rateTest,
      }));
      return;
    }
    case "runStarted":
      store.setState(({ opened, inspector, marks }) => ({
        run: reduce(null, event),
        // The run's charts are what there is to see now.
        inspector: { ...inspector, isOpen: false },
        plannedRates: null,
        shownClasses: [],
        reviewedCell: null,
        reviewProblem: null,
        // An earlier run brings its own images.
        marks: event.isRestored ? new Map() : marks,
        opened: event.isRestored ? opened : null,
      }));
      void planRates(app, event.run);
      return;
    case "runResumed":
      store.setState(({ run, opened }) => ({
        run: reduce(run, event),
        // From now on the run's own weights are the model in use.
        opened: opened?.model.kind === "weights" ? null : opened,
      }));
      return;
    default:
      store.setState(({ run }) => ({ run: reduce(run, event) }));
  }
}
