/** Opens the built page in a headless Chromium: the headless commands do what a user's click does. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright";
import type { Device, DeviceChoice } from "../src/protocol";
import { buildIfNeeded, distFolder } from "./build";
import { chromiumFlags, chromiumPath, softwareWebGpuFlags } from "./chromium";
import { serve } from "./serve";

export interface HomeroomPage {
  page: Page;
  device: Device;
}

/**
 * Builds the page if need be, serves it, opens it with a fresh storage on disk, starts the engine,
 * and lets `work` have it. At the end, or when the signal aborts, all of it is gone again.
 */
export async function withHomeroom<T>(
  choice: DeviceChoice,
  signal: AbortSignal,
  work: (home: HomeroomPage) => Promise<T>,
): Promise<T> {
  await buildIfNeeded();
  signal.throwIfAborted();
  const server = await serve(distFolder, 0);
  const profile = mkdtempSync(join(tmpdir(), "homeroom-profile-"));
  const forget = () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  // Also when a second Ctrl-C ends the process at once.
  process.once("exit", forget);
  let context = await launch(profile, chromiumFlags);
  // Whatever waits for the browser is rejected then.
  const abort = () => void context.close();
  signal.addEventListener("abort", abort);
  try {
    if (choice === "webgpu" && !(await hasWebGpu(context, server.url))) {
      await context.close();
      context = await launch(profile, [...chromiumFlags, ...softwareWebGpuFlags]);
    }
    signal.throwIfAborted();
    const page = await openPage(context, server.url);
    const device = await page.evaluate((choice) => homeroom.calls.chooseDevice(choice), choice);
    return await work({ page, device });
  } finally {
    signal.removeEventListener("abort", abort);
    await context.close();
    await server.close();
    process.off("exit", forget);
    forget();
  }
}

function launch(profile: string, args: string[]): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    args,
    // Ctrl-C stops the run first: see runCommand.
    handleSIGINT: false,
    handleSIGTERM: false,
  });
}

/** A software adapter is never offered by itself, so `--device webgpu` without a GPU asks for it. */
async function hasWebGpu(context: BrowserContext, url: string): Promise<boolean> {
  const page = await context.newPage();
  await page.goto(url);
  return page.evaluate(
    async () => "gpu" in navigator && (await navigator.gpu.requestAdapter()) !== null,
  );
}

async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(0);
  // The compiler that runs these tools wraps named functions in this helper, which functions that are
  // evaluated in the page take along.
  await page.addInitScript("globalThis.__name = (named) => named;");
  page.on("pageerror", (error) => console.error(`The page reports: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") console.error(`The page reports: ${message.text()}`);
  });
  page.on("crash", () => {
    console.error("The page has crashed, possibly for want of memory.");
    void context.close();
  });
  await page.goto(url);
  const death = await page.evaluate(
    () =>
      new Promise<string | null>((resolve) => {
        const look = () => {
          const { hello, death } = homeroom.store.getState();
          if (hello ?? death) resolve(death);
        };
        homeroom.store.subscribe(look);
        look();
      }),
  );
  if (death) throw new Error(death);
  return page;
}
