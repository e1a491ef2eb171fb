/** Stories of one user each, against the built page in a real Chromium. */
import { defineConfig } from "@playwright/test";
import { chromiumFlags, chromiumPath } from "../tools/chromium";

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  // Training takes all cores by itself.
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // On a busy machine slow is not wrong.
  timeout: 300_000,
  expect: { timeout: 120_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [["list"], ["json"]] : [["list"]],
  use: {
    headless: true,
    launchOptions: { executablePath: chromiumPath(), args: chromiumFlags },
    screenshot: "only-on-failure",
  },
});
