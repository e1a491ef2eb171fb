import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { chromiumFlags, chromiumPath } from "../tools/chromium";
import { tiny } from "./actions";
import { expect, story } from "./story";

/** More, at leisure: `KILLS=100 npm run e2e -- killed`. */
const kills = Number(process.env.KILLS ?? 3);

/** A browser of a person's own, with their storage, that can be killed as a crash or the power does. */
async function openBrowser(profile: string, url: string) {
  const child = spawn(
    chromiumPath(),
    [...chromiumFlags, "--headless=new", `--user-data-dir=${profile}`, "--remote-debugging-port=0"],
    { detached: true, stdio: ["ignore", "ignore", "pipe"] },
  );
  const isGone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stderr.on("data", (bytes: Buffer) => {
      said += bytes.toString();
      const found = /DevTools listening on (\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
    void isGone.then(() => reject(new Error(said)));
  });
  const browser = await chromium.connectOverCDP(address);
  const page = await browser.contexts()[0]!.newPage();
  await page.goto(`${url}?device=wasm`);
  await page.waitForFunction(() => homeroom.store.getState().hello !== null);
  const kill = async () => {
    process.kill(-child.pid!, "SIGKILL");
    await isGone;
  };
  return { page, kill };
}

/** In the page, as the ones below: as many states as can be kept, one after the other, each paused for and gone on from. */
function keepAllTheTime(): void {
  const { store, calls } = homeroom;
  store.subscribe(({ run }) => {
    if (run?.status === "paused") void calls.resumeRun();
    else if (run?.status === "training") void calls.pauseRun();
  });
}

async function startEndlessRun(settings: typeof tiny): Promise<void> {
  const { calls } = homeroom;
  await calls.importSample("fashion", { name: "fashion", imageSizePx: null });
  const answer = await calls.startRun({
    ...settings,
    data: { imageSizePx: 28, augmentations: [] },
    training: { epochs: 10_000, batchSize: 64 },
  });
  if (!answer.ok) throw new Error(JSON.stringify(answer.errors));
}

async function openNewest() {
  const { store, calls } = homeroom;
  const { keptRuns } = store.getState();
  const { needsData, epochs } = await calls.openKeptRun(keptRuns[0]!.id);
  return { count: keptRuns.length, needsData, epochs: epochs.length };
}

story(
  `a run whose browser is killed while its state is written goes on, ${kills} times over`,
  async ({ server }) => {
    story.setTimeout(120_000 + kills * 30_000);
    const profile = mkdtempSync(join(tmpdir(), "homeroom-killed-"));
    let { page, kill } = await openBrowser(profile, server.url);
    try {
      await page.evaluate(startEndlessRun, tiny);
      let epochsBefore = 0;
      for (let round = 1; round <= kills; round++) {
        await page.waitForFunction(
          (epochs) => homeroom.store.getState().run!.epochs.length > epochs,
          epochsBefore,
        );
        await page.evaluate(keepAllTheTime);
        // Not the same moment each time: any part of a write may be the last.
        await page.waitForTimeout(500 + ((round * 617) % 1500));
        await kill();

        ({ page, kill } = await openBrowser(profile, server.url));
        await page.waitForFunction(() => homeroom.store.getState().keptRuns.length > 0);
        const kept = await page.evaluate(openNewest);
        expect(kept).toMatchObject({ count: 1, needsData: null });
        expect(kept.epochs).toBeGreaterThanOrEqual(epochsBefore);
        epochsBefore = kept.epochs;
        await page.evaluate(() => homeroom.calls.resumeRun());
      }
      expect(epochsBefore).toBeGreaterThan(0);
    } finally {
      await kill();
      rmSync(profile, { recursive: true, maxRetries: 5 });
    }
  },
);
