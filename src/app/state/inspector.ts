/** The step inspector: which step it shows, and what its buttons do. */
import type { StepInspection } from "../../train/inspection";
import type { App } from "./app";
import { cancelTrial } from "./cancelTrial";
import { messageOf } from "./messageOf";

export interface Inspector {
  isOpen: boolean;
  isRunning: boolean;
  /** `id` is a new one for every step that was inspected, so that a walk begins at its beginning. */
  inspection: (StepInspection & { id: string }) | null;
  /** Why there is none; null where there is one, or nothing was asked for. */
  problem: string | null;
}

export const closedInspector: Inspector = {
  isOpen: false,
  isRunning: false,
  inspection: null,
  problem: null,
};

/** Of the draft the first step, of the run the one that it would make next. */
export async function inspectStep({ calls, store }: App, of: "draft" | "run") {
  const { draft } = store.getState();
  const update = (part: Partial<Inspector>) =>
    store.setState(({ inspector }) => ({ inspector: { ...inspector, ...part } }));
  update({ isOpen: true, isRunning: true, inspection: null, problem: null });
  try {
    const answer = await calls.inspectStep(of === "run" ? { of } : { of, config: draft });
    if (!answer.ok) update({ problem: answer.errors.map(({ message }) => message).join(" ") });
    else if (answer.inspection)
      update({ inspection: { ...answer.inspection, id: crypto.randomUUID() } });
  } catch (error) {
    update({ problem: messageOf(error) });
  } finally {
    update({ isRunning: false });
  }
}

/** Shows the inspector with what it showed last. */
export function openInspector({ store }: App): void {
  store.setState(({ inspector }) => ({
    place: "train",
    inspector: { ...inspector, isOpen: true },
  }));
}

export function closeInspector(app: App): void {
  const { inspector } = app.store.getState();
  if (inspector.isRunning) void cancelTrial(app);
  app.store.setState({ inspector: { ...inspector, isOpen: false } });
}
