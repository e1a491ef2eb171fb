/** Brings images in. A failed or cancelled import leaves the old data as they were. */
import type { App } from "./app";
import type { AppState, DatasetSource } from "./appState";
import { cancelTrial } from "./cancelTrial";
import { writeDraft } from "./draft";
import { closedInspector } from "./inspector";
import { messageOf } from "./messageOf";

/** What was of the images before. */
export const nothingOfImages = {
  rateTest: null,
  inspector: closedInspector,
  marks: new Map<string, string | null>(),
};

export async function importData(app: App, source: DatasetSource) {
  const { store, calls } = app;
  void cancelTrial(app);
  store.setState({
    importing: { name: source.name, progress: null, isCancelled: false },
    importProblem: null,
  });
  // The import chooses the size by the images' own; the form can ask for another.
  const request = { name: source.name, imageSizePx: null };
  try {
    const dataset = await (source.kind === "files"
      ? calls.importFiles(source.files, request)
      : source.kind === "zip"
        ? calls.importZip(source.file, request)
        : calls.importSample(source.sample, request));
    store.setState(({ draft, opened }) => ({
      dataset,
      // Whether these are the images that an opened run needs turns out when it is asked to go on.
      opened: opened && { ...opened, needsData: null },
      importing: null,
      ...nothingOfImages,
      draft: draft && writeDraft(draft, "data.imageSizePx", dataset.imageSizePx),
    }));
  } catch (error) {
    store.setState((state) => ({ importing: null, importProblem: problemOf(state, error) }));
  }
}

function problemOf({ importing, dataset, death }: AppState, error: unknown) {
  if (death) return null;
  const kept = dataset ? ` ${dataset.name} is still here, unchanged.` : "";
  return importing?.isCancelled
    ? {
        title: "Import cancelled",
        message: `Nothing was imported.${kept}`,
        isExpected: true,
      }
    : { title: "Nothing was imported", message: `${messageOf(error)}${kept}` };
}

export async function cancelImport({ calls, store }: App) {
  store.setState(({ importing }) => ({
    importing: importing && { ...importing, isCancelled: true },
  }));
  await calls.cancelImport();
}
