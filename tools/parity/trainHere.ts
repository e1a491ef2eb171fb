/** The same runs in the product: the short ones in a page that tells every step, the whole ones in its own page. */
import { join } from "node:path";
import { chromium } from "playwright";
import { build } from "vite";
import type { Device } from "../../src/protocol";
import type { Config } from "../../src/train/config";
import { isNewer } from "../build";
import { chromiumFlags, chromiumPath } from "../chromium";
import { followRun } from "../followRun";
import { withHomeroom } from "../page";
import { serve } from "../serve";
import { startRun } from "../startRun";
import type { Traced } from "./page/trace.worker";

const pageFolder = join(import.meta.dirname, "dist");

/** In the project: all that the page is built from. */
const SOURCES = [
  ...["src", "public", "package-lock.json"],
  ...["tools/parity/page", "tools/parity/cases.ts", "tools/parity/vite.config.ts"],
];

/** One after the other, as each gets all threads. */
export async function traceRuns(
  configs: readonly Config[],
  signal: AbortSignal,
): Promise<Traced[]> {
  if (!isNewer(join(pageFolder, "index.html"), SOURCES)) {
    console.error("Building the page that is compared …");
    await build({ configFile: join(import.meta.dirname, "vite.config.ts"), logLevel: "warn" });
  }
  const server = await serve(pageFolder, 0);
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags });
  const abort = () => void browser.close();
  signal.addEventListener("abort", abort);
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(server.url);
    const traced: Traced[] = [];
    for (const config of configs) traced.push(await page.evaluate((it) => trace(it), config));
    return traced;
  } finally {
    signal.removeEventListener("abort", abort);
    await browser.close();
    await server.close();
  }
}

/** The macro-F1 of each run's last epoch, from the built page and its worker. */
export function trainWholeRuns(
  configs: readonly Config[],
  signal: AbortSignal,
): Promise<{ device: Device; macroF1s: number[] }> {
  return withHomeroom("wasm", signal, async ({ page, device }) => {
    const macroF1s: number[] = [];
    for (const config of configs) {
      const images = { kind: "sample", name: "fashion" } as const;
      await startRun(page, { images, settings: [], weights: null }, config);
      let last = NaN;
      const epochs = followRun(page, 0);
      let next = await epochs.next();
      for (; !next.done; next = await epochs.next()) last = next.value.macroF1 ?? NaN;
      if (next.value.status !== "finished") throw new Error(next.value.message);
      macroF1s.push(last);
    }
    return { device, macroF1s };
  });
}
