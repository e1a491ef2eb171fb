/** The built page of workers in a headless Chromium, with the product's own headers. */
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright";
import { build } from "vite";
import { isNewer } from "../tools/build";
import { chromiumFlags, chromiumPath, softwareWebGpuFlags } from "../tools/chromium";
import { serve } from "../tools/serve";
import type { Library } from "./page/main";
import type { Contender, Job } from "./session";

export interface BenchPage {
  page: Page;
  browser: Browser;
  /** The adapter's description, or null where there is none, not even in software. */
  gpu: { name: string; isSoftware: boolean } | null;
  close(): Promise<void>;
}

const outFolder = join(import.meta.dirname, "dist/page");

/** In the project: all that the page is built from. */
const SOURCES = [
  ...["src", "package-lock.json", "bench/page", "bench/contenders"],
  ...["bench/vite.config.ts", "bench/package-lock.json"],
];

export async function openBenchPage(): Promise<BenchPage> {
  if (!isNewer(join(outFolder, "index.html"), SOURCES)) {
    console.error("Building the benchmark's page …");
    await build({ configFile: join(import.meta.dirname, "vite.config.ts"), logLevel: "warn" });
  }
  const server = await serve(outFolder, 0);
  let browser = await launch([]);
  let opened = await open(browser, server.url);
  if (!opened.gpu) {
    await browser.close();
    browser = await launch(softwareWebGpuFlags);
    opened = await open(browser, server.url);
  }
  return {
    ...opened,
    browser,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

function launch(flags: string[]): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: [...chromiumFlags, ...flags] });
}

async function open(browser: Browser, url: string): Promise<Pick<BenchPage, "page" | "gpu">> {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.addInitScript("globalThis.__name = (named) => named;");
  await page.goto(url);
  const gpu = await page.evaluate(async () => {
    const adapter = "gpu" in navigator ? await navigator.gpu.requestAdapter() : null;
    if (!adapter) return null;
    const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
    const name = description || `${vendor} ${architecture}`;
    return {
      name,
      isSoftware: isFallbackAdapter || /swiftshader|llvmpipe/i.test(`${name} ${architecture}`),
    };
  });
  return { page, gpu };
}

/** An engine in a worker of the page. */
export function pageContender(
  page: Page,
  [library, setup]: [Library, string],
  named: Omit<Contender, "open">,
): Contender {
  let sessions = 0;
  return {
    ...named,
    open: async (job: Job) => {
      const id = `${named.id} ${sessions++}`;
      const end = () => page.evaluate((id) => bench.close(id), id);
      try {
        const prepared = await page.evaluate(
          ({ id, library, setup, job }) => bench.prepare(id, library, setup, job),
          { id, library, setup, job },
        );
        return {
          prepared,
          measure: (steps) =>
            page.evaluate(({ id, steps }) => bench.measure(id, steps), { id, steps }),
          close: end,
        };
      } catch (error) {
        await end().catch(() => null);
        throw error;
      }
    },
  };
}
