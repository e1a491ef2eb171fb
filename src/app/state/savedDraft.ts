/** The draft as the tab keeps it, so that a page that is reloaded has it again. */
import type { Draft } from "./draft";

const KEY = "homeroom-draft";

export function saveDraft(draft: Draft | null): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // A tab without storage, or without room in it.
  }
}

/** null where there is none. Whether it can be used is for the worker to say, as of any draft. */
export function savedDraft(): Draft | null {
  try {
    const draft: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return typeof draft === "object" ? (draft as Draft | null) : null;
  } catch {
    return null;
  }
}
