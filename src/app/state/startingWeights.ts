/** What the form does about starting weights: pick a file, fetch, give up, forget. */
import type { WeightsAnswer } from "../../protocol";
import type { App } from "./app";
import { readDraft } from "./draft";
import { editDraft } from "./editDraft";
import { messageOf } from "./messageOf";

export function pickWeights(app: App, file: File): Promise<void> {
  return takeWeights(app, file.name, (model) => app.calls.openWeights(file, model));
}

export function fetchWeights(app: App, name: string): Promise<void> {
  return takeWeights(app, name, (model) => app.calls.fetchWeights(name, model));
}

export function forgetWeights(app: App): void {
  app.store.setState({ weightsProblem: null });
  editDraft(app, "model.weights", null);
}

/** Weights that are refused leave everything as it was. */
async function takeWeights(
  app: App,
  name: string,
  call: (model: unknown) => Promise<WeightsAnswer>,
): Promise<void> {
  const { store } = app;
  const { draft } = store.getState();
  if (!draft) return;
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
    const answer = await call(readDraft(draft, "model"));
    if (answer.ok) {
      editDraft(app, "model", answer.model);
      editDraft(app, "data.normalize", "weights");
    } else refuse(answer.message, answer.differences);
  } catch (error) {
    refuse(messageOf(error), []);
  } finally {
    store.setState({ weightsRequest: null });
  }
}
