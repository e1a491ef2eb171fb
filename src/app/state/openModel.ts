/** Opens a downloaded checkpoint or weights file. A file that is refused leaves everything as it was. */
import type { App } from "./app";
import { takeConfig } from "./editDraft";
import { messageOf } from "./messageOf";

/** Of several files, which make a LayersModel, the one that names the others. */
export function nameOf(files: readonly File[]): string {
  return (files.find(({ name }) => name === "model.json") ?? files[0])?.name ?? "";
}

export async function openModel(app: App, files: readonly File[]) {
  const { calls, store } = app;
  store.setState({ openProblem: null });
  try {
    const model = await calls.openModel(files);
    store.setState({
      opened: { fileName: nameOf(files), model, needsData: model.needsData },
      predictions: null,
      predictProblem: null,
      use: "best",
    });
    if (model.kind === "weights") store.setState({ place: "use" });
    else if (model.config) takeConfig(app, model.config);
  } catch (error) {
    store.setState({
      openProblem: {
        title: `${nameOf(files)} was not opened`,
        message: `${messageOf(error)} Nothing else has changed.`,
      },
    });
  }
}
