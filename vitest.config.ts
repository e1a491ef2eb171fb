/** Unit tests: pure code in Node; what touches tensors or the browser's own API in real Chromium. */
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
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
          exclude: ["src/**/*.browser.test.ts"],
        },
      },
      {
        // Threads of WebAssembly need isolation here as they do in the product.
        server: { headers: isolationHeaders },
        plugins: [wasmKernels(), classifierPage()],
        worker: { format: "es", plugins: () => [wasmKernels(), classifierPage()] },
        test: {
          name: "browser",
          include: ["src/**/*.browser.test.ts"],
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
      },
    ],
  },
});
