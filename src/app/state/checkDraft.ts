/** Keeps `check` true of the draft and the data, a moment after either changed, and the draft for a reload. */
import type { App } from "./app";
import { saveDraft } from "./savedDraft";

const DEBOUNCE_MS = 150;

export function followDraft(app: App): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  app.store.subscribe((state, before) => {
    if (state.draft === before.draft && state.dataset === before.dataset) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      saveDraft(app.store.getState().draft);
      void checkDraft(app);
    }, DEBOUNCE_MS);
  });
}

/** Checks the draft now. An answer that comes after the next edit is dropped. */
export async function checkDraft({ calls, store }: App): Promise<void> {
  const { draft, dataset } = store.getState();
  try {
    const check = await calls.checkConfig(draft);
    const now = store.getState();
    if (now.draft === draft && now.dataset === dataset) store.setState({ check });
  } catch {
    // The worker has died; its death is told elsewhere.
  }
}
