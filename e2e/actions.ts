/** What the stories' users do, by the names that they see. */
import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { expect } from "./story";

export const tab = (page: Page, name: "Data" | "Train" | "Results" | "Use"): Locator =>
  page.getByRole("tab", { name: new RegExp(`^${name}`) });

/** Picks a folder in the page's own file dialog and waits until its classes are shown. */
export async function importFolder(page: Page, path: string): Promise<void> {
  await tab(page, "Data").click();
  await page.getByLabel("Image folder").first().setInputFiles(path);
  await expect(page.getByRole("button", { name: "Go to training" })).toBeVisible();
}

export async function importSample(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Try the sample", exact: true }).click();
  await expect(page.getByRole("button", { name: "Go to training" })).toBeVisible();
}

/** Opens these settings as a configuration file. */
export async function openSettings(page: Page, settings: object): Promise<void> {
  await tab(page, "Train").click();
  await page.getByLabel("Configuration file").setInputFiles({
    name: "settings.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(settings)),
  });
}

export async function startTraining(page: Page): Promise<void> {
  await tab(page, "Train").click();
  await page.getByRole("button", { name: "Train", exact: true }).click();
}

/** The bytes of a file that a card on Results saves. */
export async function download(page: Page, name: string): Promise<Buffer> {
  await tab(page, "Results").click();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name, exact: true }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe(name);
  return readFileSync(await file.path());
}

/** Opens a downloaded checkpoint or weights file. */
export async function openModel(page: Page, name: string, bytes: Buffer): Promise<void> {
  await tab(page, "Use").click();
  await page
    .getByLabel("Checkpoint or weights file")
    .first()
    .setInputFiles({ name, mimeType: "application/octet-stream", buffer: bytes });
}

/** A model so small that an epoch takes a moment. */
export const tiny = {
  data: { imageSizePx: 16, augmentations: [] },
  model: { name: "smallCnn", width: 4 },
  optimizer: { name: "adamW", learningRate: 0.01 },
  training: { epochs: 3, batchSize: 8 },
};
