/** Follows the page's run from outside, epoch by epoch, to its end. */
import type { Page } from "playwright";
import type { EndReason, EpochRecord } from "../src/train/events";

export interface RunEnd {
  status: EndReason | "failed";
  /** Why, and what is left, as the page says it. */
  message: string;
}

/** Yields each epoch after the first `epochsSeen` as it ends, and returns how the run ended. */
export async function* followRun(
  page: Page,
  epochsSeen: number,
): AsyncGenerator<EpochRecord, RunEnd> {
  for (;;) {
    const { epochs, end } = await page.evaluate(nextNews, epochsSeen);
    yield* epochs;
    if (end) return end;
    epochsSeen += epochs.length;
  }
}

/** In the page: waits until the store knows more than `epochsSeen` epochs, or that the run is over. */
function nextNews(epochsSeen: number): Promise<{ epochs: EpochRecord[]; end: RunEnd | null }> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const { run, death } = homeroom.store.getState();
      if (death) reject(new Error(death));
      if (!run) return;
      const { status, message } = run;
      const isOn =
        status === "features" ||
        status === "training" ||
        status === "validating" ||
        status === "paused";
      const end = isOn ? null : { status, message };
      const epochs = run.epochs.slice(epochsSeen);
      if (end === null && epochs.length === 0) return;
      stopListening();
      resolve({ epochs, end });
    };
    const stopListening = homeroom.store.subscribe(look);
    look();
  });
}
