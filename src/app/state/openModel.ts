/** Opens a downloaded checkpoint or weights file. A file that is refused leaves everything as it was. */
import type { OpenedModel } from "../../protocol";
import type { App } from "./app";
import { takeConfig } from "./editDraft";
import { messageOf } from "./messageOf";

/** Of several files, which make a LayersModel, the one that names the others. */
export function nameOf(files: readonly File[]): string {
  return (files.find(({ name }) => name === "model.json") ?? files[0])?.name ?? "";
}

/** `name` is what the page calls it: a file's, or a run's. */
export function takeOpened(app: App, name: string, model: OpenedModel) {
  const { store } = app;
  store.setState({
    opened: { name, model, needsData: model.needsData },
    predictions: null,
    predictProblem: null,
    use: "best",
  });
  if (model.kind === "weights") store.setState({ place: "use" });
  else if (model.config) takeConfig(app, model.config);
}

export async function openModel(app: App, files: readonly File[]) {
  const { calls, store } = app;
  store.setState({ openProblem: null });
  try {
    takeOpened(app, nameOf(files), await calls.openModel(files));
  } catch (error) {
    store.setState({
      openProblem: {
        title: `${nameOf(files)} was not opened`,
        message: `${messageOf(error)} Nothing else has changed.`,
      },
    });
  }
}
