/** What the form does about starting weights: pick a file, fetch, give up, forget. */
import type { WeightsAnswer } from "../../protocol";
import type { App } from "./app";
import { readDraft, type Draft } from "./draft";
import { editDraft } from "./editDraft";
import { messageOf } from "./messageOf";
import { nameOf } from "./openModel";

/** The worker's answer for a model; null where it was given up. */
type Ask = (model: unknown) => Promise<WeightsAnswer | null>;

/** One file, or a LayersModel's several. */
export function pickWeights(app: App, files: readonly File[]): Promise<Draft | null> {
  const ask: Ask = (model) => app.calls.openWeights(files, model);
  return takeWeights(app, nameOf(files), ask, modelOf(app));
}

/** For the draft's model, or for another that takes its place. */
export function fetchWeights(app: App, name: string, model = modelOf(app)): Promise<Draft | null> {
  return takeWeights(app, name, (model) => app.calls.fetchWeights(name, model), model);
}

function modelOf({ store }: App): unknown {
  const { draft } = store.getState();
  return draft && readDraft(draft, "model");
}

export function forgetWeights(app: App): void {
  app.store.setState({ weightsProblem: null });
  editDraft(app, "model.weights", null);
}

/**
 * Weights that are refused or given up leave everything as it was, and what is changed meanwhile stays.
 * Answers with the draft that they were put into; null where they were not taken.
 */
async function takeWeights(
  app: App,
  name: string,
  ask: Ask,
  model: unknown,
): Promise<Draft | null> {
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
    const answer = await answerFor(app, ask, model);
    if (answer?.ok) {
      const { draft } = store.getState();
      editDraft(app, "model", answer.model);
      editDraft(app, "data.normalize", "weights");
      return draft;
    }
    if (answer) refuse(answer.message, answer.differences);
  } catch (error) {
    refuse(messageOf(error), []);
  } finally {
    store.setState({ weightsRequest: null });
  }
  return null;
}

/** Asked again where the draft's model was changed meanwhile: weights have to fit the one that is there then. */
async function answerFor(app: App, ask: Ask, model: unknown): Promise<WeightsAnswer | null> {
  const before = modelOf(app);
  const answer = await ask(model);
  const now = modelOf(app);
  return answer === null || now === before ? answer : answerFor(app, ask, now);
}
