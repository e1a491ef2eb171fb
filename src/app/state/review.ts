/** The run's validation images as its best model sees them: what it gets wrong, surest first. */
import type { DatasetSummary, ReviewedImage } from "../../protocol";
import type { App } from "./app";
import type { AppState } from "./appState";
import { messageOf } from "./messageOf";
import type { Run } from "./reduce";

export interface Review {
  runId: string;
  /** Of the best weights. */
  epoch: number;
  /** Whose images `index` counts. */
  dataset: DatasetSummary | null;
  images: readonly ReviewedImage[];
}

/** A cell of the confusion matrix. */
export interface ConfusionCell {
  truth: number;
  prediction: number;
}

const bestEpoch = (run: Run) => run.best?.epoch ?? run.epochs.length;

/** null where there is none, or where run, best epoch or images are others by now. */
export function currentReview({ review, run, dataset }: AppState): Review | null {
  if (!review || !run || review.dataset !== dataset) return null;
  return review.runId === run.runId && review.epoch === bestEpoch(run) ? review : null;
}

/** The images of a cell, or all mistakes, surest first. */
export function shownOf({ images }: Review, cell: ConfusionCell | null): ReviewedImage[] {
  return images
    .filter(({ label, prediction }) =>
      cell ? label === cell.truth && prediction === cell.prediction : label !== prediction,
    )
    .sort((a, b) => b.probability - a.probability);
}

export async function reviewRun({ calls, store }: App): Promise<void> {
  const { run } = store.getState();
  if (!run) return;
  const { runId } = run;
  const epoch = bestEpoch(run);
  store.setState(({ making }) => ({ making: { ...making, review: 0 }, reviewProblem: null }));
  try {
    const images = await calls.reviewRun();
    if (images) store.setState(({ dataset }) => ({ review: { runId, epoch, dataset, images } }));
  } catch (error) {
    store.setState({
      reviewProblem: { title: "The mistakes can't be shown", message: messageOf(error) },
    });
  } finally {
    store.setState(({ making: { review: _, ...making } }) => ({ making }));
  }
}

/** null shows all mistakes. */
export function showCell(app: App, cell: ConfusionCell | null): void {
  const state = app.store.getState();
  app.store.setState({ reviewedCell: cell });
  if (!currentReview(state) && !("review" in state.making)) void reviewRun(app);
}
