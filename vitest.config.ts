/** Unit tests: pure code in Node; what touches tensors or the browser's own API in real Chromium. */
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { chromiumFlags, chromiumPath, softwareWebGpuFlags } from "./tools/chromium.ts";
import { classifierPage } from "./tools/classifierPage.ts";
import { isolationHeaders } from "./tools/headers.ts";
import { wasmKernels } from "./tools/wasmKernels.ts";

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [classifierPage()],
        test: {
          name: "node",
          environment: "node",
          // On a busy machine slow is not wrong: no test is about time.
          testTimeout: 60_000,
          include: ["src/**/*.test.ts", "tools/**/*.test.ts", "bench/*.test.ts"],
          exclude: ["src/**/*.browser.test.ts", "src/**/*.long.test.ts"],
        },
      },
      inChromium("browser", "src/**/*.browser.test.ts"),
      // Too slow for every commit: `npm run unit:long`.
      inChromium("long", "src/**/*.long.test.ts"),
    ],
  },
});

function inChromium(name: string, include: string): TestProjectInlineConfiguration {
  return {
    // Threads of WebAssembly need isolation here as they do in the product.
    server: { headers: isolationHeaders },
    plugins: [wasmKernels(), classifierPage()],
    worker: { format: "es", plugins: () => [wasmKernels(), classifierPage()] },
    test: {
      name,
      include: [include],
      testTimeout: 60_000,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({
          launchOptions: {
            executablePath: chromiumPath(),
            args: [...chromiumFlags, ...softwareWebGpuFlags],
          },
        }),
        instances: [{ browser: "chromium" }],
      },
    },
  };
}
