/** What the form does about starting weights: pick a file, fetch, give up, forget. */
import type { WeightsAnswer } from "../../protocol";
import type { App } from "./app";
import { readDraft } from "./draft";
import { editDraft } from "./editDraft";
import { messageOf } from "./messageOf";
import { nameOf } from "./openModel";

/** One file, or a LayersModel's several. */
export function pickWeights(app: App, files: readonly File[]): Promise<boolean> {
  const model = modelOf(app);
  return takeWeights(app, nameOf(files), () => app.calls.openWeights(files, model));
}

/** For the draft's model, or for another that takes its place. */
export function fetchWeights(app: App, name: string, model = modelOf(app)): Promise<boolean> {
  return takeWeights(app, name, () => app.calls.fetchWeights(name, model));
}

function modelOf({ store }: App): unknown {
  const { draft } = store.getState();
  return draft && readDraft(draft, "model");
}

export function forgetWeights(app: App): void {
  app.store.setState({ weightsProblem: null });
  editDraft(app, "model.weights", null);
}

/** Weights that are refused leave everything as it was; answers whether they were taken. */
async function takeWeights(
  app: App,
  name: string,
  call: () => Promise<WeightsAnswer>,
): Promise<boolean> {
  const { store } = app;
  store.setState({ weightsRequest: { name, progress: null }, weightsProblem: null });
  const refuse = (message: string, differences: readonly string[]) =>
    store.setState({
      weightsProblem: {
        title: `${name} was not taken`,
        message: `${message} Nothing has changed.`,
        differences,
      },
    });
  try {
    const answer = await call();
    if (answer.ok) {
      editDraft(app, "model", answer.model);
      editDraft(app, "data.normalize", "weights");
    } else refuse(answer.message, answer.differences);
    return answer.ok;
  } catch (error) {
    refuse(messageOf(error), []);
    return false;
  } finally {
    store.setState({ weightsRequest: null });
  }
}
