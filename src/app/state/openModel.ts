/** Opens a downloaded checkpoint or weights file. A file that is refused leaves everything as it was. */
import type { App } from "./app";
import { takeConfig } from "./editDraft";
import { messageOf } from "./messageOf";

export async function openModel(app: App, file: File) {
  const { calls, store } = app;
  store.setState({ openProblem: null });
  try {
    const model = await calls.openModel(file);
    store.setState({
      opened: { fileName: file.name, model, needsData: model.needsData },
      predictions: null,
      predictProblem: null,
      use: "best",
    });
    if (model.kind === "weights") store.setState({ place: "use" });
    else if (model.config) takeConfig(app, model.config);
  } catch (error) {
    store.setState({
      openProblem: {
        title: `${file.name} was not opened`,
        message: `${messageOf(error)} Nothing else has changed.`,
      },
    });
  }
}
