/** Changes of the draft that the form makes. */
import type { Config } from "../../train/config";
import type { App } from "./app";
import { readDraft, writeDraft, type Draft } from "./draft";

export function editDraft({ store }: App, path: string, value: unknown): void {
  store.setState(({ draft }) => ({
    draft: draft && followingNothing(writeDraft(draft, path, value)),
    startProblem: null,
  }));
}

/** Without starting weights there is no normalisation of theirs: the data's own takes its place. */
function followingNothing(draft: Draft): Draft {
  const isFollowing = readDraft(draft, "data.normalize") === "weights";
  return isFollowing && readDraft(draft, "model.weights") === null
    ? writeDraft(draft, "data.normalize", "dataset")
    : draft;
}

/** Takes a whole configuration, as a file holds it. */
export function takeConfig({ store }: App, config: Config): void {
  store.setState({ draft: { ...config }, refusedConfig: null, startProblem: null });
}

/** Takes a preset, but for the images' size, which is the data's own. */
export function takePreset(app: App, config: Config): void {
  const { dataset } = app.store.getState();
  takeConfig(app, config);
  if (dataset) editDraft(app, "data.imageSizePx", dataset.imageSizePx);
}
