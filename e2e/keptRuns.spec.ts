import type { Page } from "@playwright/test";
import { readSafetensors } from "../src/parts/formats/safetensors";
import { download, importFolder, openSettings, startTraining, tab, tiny } from "./actions";
import { imageFolder } from "./imageFolder";
import { expect, story } from "./story";

const settings = {
  ...tiny,
  data: { imageSizePx: 16, augmentations: [{ name: "randomCrop", paddingPx: 2 }] },
  model: { name: "smallCnn", width: 8, dropout: 0.2 },
  training: { epochs: 40, batchSize: 4 },
};
const weightsOf = (file: Buffer) => readSafetensors(file).tensors;
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const earlierRuns = (page: Page) => page.getByRole("region", { name: "Earlier runs" });

story(
  "somebody closes the tab in the middle of a run, finds it again, and it ends with the same weights",
  async ({ openTab }) => {
    const folder = imageFolder({ red: 100, green: 100, blue: 100 });
    const first = await openTab("?device=wasm");
    await importFolder(first, folder.path);
    await openSettings(first, settings);
    await startTraining(first);
    await expect(first.getByRole("region", { name: "Run" })).toContainText(
      /Epoch ([2-9]|\d\d)\/40/,
    );
    await button(first, "Pause").first().click();
    await expect(button(first, "Resume").first()).toBeVisible();

    // In another tab it can be seen, and not be taken away.
    const second = await openTab("?device=wasm", first);
    await expect(earlierRuns(second)).toContainText("open in another tab");
    await expect(button(second, "Open Small CNN on pictures")).toBeDisabled();
    await expect(async () => {
      await second.reload();
      await expect(earlierRuns(second)).toContainText(/[1-9]\d? of 40 epochs/, { timeout: 2_000 });
    }).toPass();
    await first.close();

    await second.reload();
    await expect(second.getByText("Small CNN on pictures was cut off")).toBeVisible();
    await button(second, "Open it").click();
    await expect(second.getByText("300 images")).toBeVisible();
    await expect(earlierRuns(second)).toHaveCount(0);
    await button(second, "Go on training").first().click();
    await tab(second, "Train").click();
    await expect(second.getByText("Finished", { exact: true })).toBeVisible();
    const weights = weightsOf(await download(second, "last.safetensors"));

    // Never interrupted, in the same browser: the run before is on the list, with how it ended.
    await tab(second, "Train").click();
    await startTraining(second);
    await expect(second.getByText("Finished", { exact: true })).toBeHidden();
    await expect(second.getByText("Finished", { exact: true })).toBeVisible();
    expect(weightsOf(await download(second, "last.safetensors"))).toEqual(weights);
    await tab(second, "Data").click();
    await expect(earlierRuns(second)).toContainText("40 of 40 epochs, finished");

    await button(second, "Delete Small CNN on pictures").click();
    await button(second, "Delete for good").click();
    await expect(earlierRuns(second)).toHaveCount(0);
    folder.remove();
  },
);

story(
  "a thread that dies without a word is told, and its run is there again",
  async ({ openTab }) => {
    const folder = imageFolder({ red: 100, green: 100, blue: 100 });
    const page = await openTab("?device=wasm");
    await importFolder(page, folder.path);
    await openSettings(page, { ...settings, training: { epochs: 10_000, batchSize: 4 } });
    await startTraining(page);
    await expect(page.getByRole("region", { name: "Run" })).toContainText(/Epoch ([2-9]|\d\d)/);
    // The engine's own, not those that it lets decode images.
    const [engine] = page.workers();
    await engine!.evaluate(() => {
      setTimeout(() => close());
    });
    await expect(page.getByText("The engine has stopped", { exact: true })).toBeVisible();
    await button(page, "Reload the page").click();
    await expect(page.getByText("Small CNN on pictures was cut off")).toBeVisible();
    await button(page, "Open it").click();
    await button(page, "Go on training").first().click();
    await expect(page.getByRole("region", { name: "Run" })).toContainText("Training");
    folder.remove();
  },
);

story("a browser without storage says that a run is not kept", async ({ openTab }) => {
  const folder = imageFolder({ red: 30, green: 30 });
  const page = await openTab("?device=wasm");
  await importFolder(page, folder.path);
  const session = await page.context().newCDPSession(page);
  await session.send("Storage.overrideQuotaForOrigin", {
    origin: new URL(page.url()).origin,
    quotaSize: 1,
  });
  await openSettings(page, tiny);
  await startTraining(page);
  await expect(page.getByText("Finished", { exact: true })).toBeVisible();
  await expect(page.getByText("This run is not being kept")).toBeVisible();
  await expect(page.getByText("The browser's storage is full.")).toBeVisible();
  folder.remove();
});
