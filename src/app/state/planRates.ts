/** Asks the worker for the learning rates that a run's own configuration plans. */
import type { RunSummary } from "../../train/events";
import type { App } from "./app";

/** Leaves the plan empty where the rate follows a metric: nobody knows it beforehand. */
export async function planRates({ calls, store }: App, { runId, config }: RunSummary) {
  try {
    const { rates, ratesAreMadeUp } = await calls.checkConfig(config);
    if (store.getState().run?.runId === runId && !ratesAreMadeUp)
      store.setState({ plannedRates: rates });
  } catch {
    // The worker has died; its death is told elsewhere, and a chart without a plan is still a chart.
  }
}
