import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { readSafetensors } from "../src/parts/formats/safetensors";
import {
  download,
  importFolder,
  openModel,
  openSettings,
  startTraining,
  tab,
  tiny,
} from "./actions";
import { imageFolder } from "./imageFolder";
import { expect, story } from "./story";

/** Dropout, augmentation and momentum all carry state from step to step. */
const settings = {
  ...tiny,
  data: { imageSizePx: 16, augmentations: [{ name: "randomCrop", paddingPx: 2 }] },
  model: { name: "smallCnn", width: 8, dropout: 0.2 },
  // Long enough to be paused: an epoch takes less than a tenth of a second.
  training: { epochs: 60, batchSize: 4, accumulationSteps: 2 },
};

/** More epochs than a person would wait for: such a run is on until somebody pauses or stops it. */
const endless = 10_000;

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const weightsOf = (file: Buffer) => readSafetensors(file).tensors;

async function paused(page: Page): Promise<void> {
  await button(page, "Pause").first().click();
  await expect(button(page, "Resume").first()).toBeVisible();
}

story(
  "a run that is paused, taken to a fresh tab and resumed ends with the same weights",
  async ({ openTab }) => {
    const folder = imageFolder({ red: 100, green: 100, blue: 100 });
    const straight = await openTab("?device=wasm");
    await importFolder(straight, folder.path);
    await openSettings(straight, settings);
    await startTraining(straight);
    await expect(straight.getByText("Finished", { exact: true })).toBeVisible();
    const expected = weightsOf(await download(straight, "last.safetensors"));
    await straight.close();

    const first = await openTab("?device=wasm");
    await importFolder(first, folder.path);
    await openSettings(first, settings);
    await startTraining(first);
    await expect(first.getByRole("region", { name: "Run" })).toContainText(
      /Epoch ([2-9]|\d\d+)\/60/,
    );
    await paused(first);
    const checkpoint = await download(first, "checkpoint.zip");
    await first.close();

    const second = await openTab("?device=wasm");
    await openModel(second, "checkpoint.zip", checkpoint);
    await expect(second.getByText(/Import the 300 images/).first()).toBeVisible();
    await importFolder(second, folder.path);
    await tab(second, "Train").click();
    await second
      .getByRole("button", { name: /^(Go on training|Resume)$/ })
      .first()
      .click();
    await expect(second.getByText("Finished", { exact: true })).toBeVisible();
    expect(weightsOf(await download(second, "last.safetensors"))).toEqual(expected);
    folder.remove();
  },
);

story("a checkpoint refuses other images than its own", async ({ openTab }) => {
  const own = imageFolder({ red: 30, green: 30 });
  const others = imageFolder({ red: 31, green: 30 });
  const page = await openTab("?device=wasm");
  await importFolder(page, own.path);
  await openSettings(page, { ...settings, training: { ...settings.training, epochs: endless } });
  await startTraining(page);
  await expect(page.getByRole("region", { name: "Run" })).toContainText(
    new RegExp(`Epoch [1-9]\\d*/${endless}`),
  );
  await paused(page);
  const checkpoint = await download(page, "checkpoint.zip");
  await page.close();

  const fresh = await openTab("?device=wasm");
  await importFolder(fresh, others.path);
  await openModel(fresh, "checkpoint.zip", checkpoint);
  await expect(fresh.getByText(/not those that the run was trained on/).first()).toBeVisible();
  for (const folder of [own, others]) folder.remove();
});

story("a run is paused, resumed and stopped, and what it learnt stays", async ({ openTab }) => {
  const folder = imageFolder({ red: 40, green: 40 });
  const page = await openTab();
  await importFolder(page, folder.path);
  await openSettings(page, { ...settings, training: { ...settings.training, epochs: endless } });
  await startTraining(page);
  const bar = page.getByRole("region", { name: "Run" });
  await expect(bar).toContainText(new RegExp(`Epoch [1-9]\\d+/${endless}`));
  await paused(page);
  await expect(bar).toContainText("Paused");
  await button(page, "Resume").first().click();
  await expect(bar).toContainText("Training");
  await button(page, "Stop").first().click();
  await expect(page.getByText("Stopped", { exact: true })).toBeVisible();
  expect(weightsOf(await download(page, "best.safetensors")).length).toBeGreaterThan(0);
  folder.remove();
});

story("a damaged checkpoint is refused with the reason", async ({ openTab }) => {
  const page = await openTab();
  const image = readFileSync(new URL("fixtures/images/ok.png", import.meta.url));
  for (const [name, bytes] of [
    ["checkpoint.zip", Buffer.from("PK and no zip")],
    ["best.safetensors", image],
  ] as const) {
    await openModel(page, name, bytes);
    await expect(page.getByText(`${name} was not opened`).first()).toBeVisible();
  }
});
