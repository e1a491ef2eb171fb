/** Runs that the browser keeps from earlier: open one, delete one. */
import type { Hello, KeptRunAbout, KeptRunEntry } from "../../protocol";
import type { App } from "./app";
import type { AppState } from "./appState";
import { messageOf } from "./messageOf";
import { modelLabel } from "./modelLabel";
import { takeOpened } from "./openModel";

/** One that can be read. */
export type KnownRun = KeptRunEntry & { about: KeptRunAbout };

export const isKnown = (run: KeptRunEntry): run is KnownRun => !("problem" in run.about);

/** "Small CNN on Fashion-MNIST" */
export const nameOfKept = (hello: Hello | null, { modelName, dataName }: KeptRunAbout): string =>
  `${modelLabel(hello, modelName)} on ${dataName}`;

/** The newest run, where it was cut off and no other is at hand. */
export function cutOffRun({ keptRuns, run }: AppState): KnownRun | null {
  const [newest] = keptRuns;
  if (run || !newest || newest.isOpenElsewhere || !isKnown(newest)) return null;
  return newest.about.end === null ? newest : null;
}

export function openKeptRun(app: App, { id, about }: KnownRun) {
  const { store, calls } = app;
  const name = nameOfKept(store.getState().hello, about);
  return busyWith(app, id, `${name} was not opened`, async () =>
    takeOpened(app, name, await calls.openKeptRun(id)),
  );
}

export function removeKeptRun(app: App, id: string) {
  return busyWith(app, id, "The run was not deleted", () => app.calls.removeKeptRun(id));
}

async function busyWith({ store }: App, id: string, failure: string, work: () => Promise<void>) {
  store.setState({ busyKeptRun: id, openProblem: null });
  try {
    await work();
  } catch (error) {
    store.setState({ openProblem: { title: failure, message: messageOf(error) } });
  } finally {
    store.setState({ busyKeptRun: null });
  }
}
