/**
 * From opening the page to the first training step: a fresh browser for each time, with nothing in its
 * caches, and a script in the page that clicks on Try the sample, Go to training and Train as soon as
 * each can be clicked.
 */
import { chromium } from "playwright";
import { buildIfNeeded, distFolder } from "../tools/build";
import { chromiumFlags, chromiumPath } from "../tools/chromium";
import { serve } from "../tools/serve";
import { median } from "./statistics";

/** When each stage was over, in milliseconds since the page was asked for. */
export interface Opening {
  /** The page is drawn and its worker has answered. */
  readyMs: number;
  importedMs: number;
  startedMs: number;
  firstStepMs: number;
}

/** Medians of `times` openings on the `wasm` tier. */
export async function measureOpening(times: number): Promise<Opening> {
  await buildIfNeeded();
  const server = await serve(distFolder, 0);
  const openings: Opening[] = [];
  try {
    for (let i = 0; i < times; i++) openings.push(await openOnce(server.url));
  } finally {
    await server.close();
  }
  const middle = (of: (opening: Opening) => number) => median(openings.map(of));
  return {
    readyMs: middle(({ readyMs }) => readyMs),
    importedMs: middle(({ importedMs }) => importedMs),
    startedMs: middle(({ startedMs }) => startedMs),
    firstStepMs: middle(({ firstStepMs }) => firstStepMs),
  };
}

async function openOnce(url: string): Promise<Opening> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.addInitScript("globalThis.__name = (named) => named;");
    await page.addInitScript(trainAtOnce);
    await page.goto(`${url}?device=wasm`);
    return await page.evaluate(() => opening);
  } finally {
    await browser.close();
  }
}

declare global {
  /** Settles after the first step. */
  var opening: Promise<Opening>;
}

/** In the page, before any of its own scripts. */
function trainAtOnce(): void {
  const clicks = ["Try the sample", "Go to training", "Train"];
  const marks: Partial<Opening> = {};
  globalThis.opening = new Promise((resolve) => {
    const look = () => {
      const button = [...document.querySelectorAll<HTMLElement>("button:not(:disabled)")].find(
        ({ role, textContent }) => role !== "tab" && textContent === clicks[0],
      );
      if (button) {
        clicks.shift();
        button.click();
      }
      const now = performance.now();
      if ("homeroom" in globalThis) {
        const { hello, dataset, run } = homeroom.store.getState();
        if (hello) marks.readyMs ??= now;
        if (dataset) marks.importedMs ??= now;
        if (run) marks.startedMs ??= now;
        if (run?.progress && run.progress.stepInEpoch > 0) {
          resolve({ ...(marks as Opening), firstStepMs: now });
          return;
        }
      }
      requestAnimationFrame(look);
    };
    look();
  });
}
