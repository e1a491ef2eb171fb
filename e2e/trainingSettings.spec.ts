import type { Page } from "@playwright/test";
import { readSafetensors } from "../src/parts/formats/safetensors";
import { download, importFolder, openSettings, startTraining, tab, tiny } from "./actions";
import { imageFolder } from "./imageFolder";
import { expect, story } from "./story";

const group = (page: Page, name: string) =>
  page.getByRole("button", { name: new RegExp(`^${name}`) });

/** By the first words of the choice and its help. */
async function choose(page: Page, field: string, choice: string): Promise<void> {
  await page.getByRole("combobox", { name: field, exact: true }).click();
  await page.getByRole("option", { name: choice }).click();
}

const type = (page: Page, field: string, text: string) =>
  page.getByRole("textbox", { name: field, exact: true }).fill(text);

story(
  "somebody regularises a run by the form: frozen layers, groups, clipping, mixup, an average",
  async ({ openTab }) => {
    const folder = imageFolder({ red: 20, green: 20 });
    const page = await openTab("?device=wasm");
    await importFolder(page, folder.path);
    await openSettings(page, { ...tiny, training: { epochs: 4, batchSize: 8 } });

    // What is typed before the form shows the file's settings would be replaced by them.
    await expect(group(page, "Model")).toContainText("Width 4 channels");
    await group(page, "Model").click();
    await type(page, "Trainable layers", "features.4, head");
    await type(page, "Unfreeze at epoch", "3");
    await group(page, "Images and augmentation").click();
    await choose(page, "Mixing", "mixup Blends");
    await group(page, "Optimizer").click();
    await choose(page, "Weight decay on", "Weights only");
    await type(page, "Backbone rate", "0.5");
    await type(page, "Layer-wise rate decay", "0.9");
    await group(page, "Training").click();
    await type(page, "Clip gradient norm", "1");
    await type(page, "Clip gradient values", "0.1");
    await type(page, "EMA decay", "0.9");
    await page.getByRole("switch", { name: "EMA warm-up" }).click();
    await group(page, "Training").click();
    await expect(group(page, "Training")).toContainText("EMA decay 0.9");

    // A mistake in a group that is closed again, and the way back to it.
    await type(page, "Trainable layers", "feature");
    await group(page, "Model").click();
    await expect(page.getByText("1 setting to mend first. Model: ")).toBeVisible();
    await page.getByRole("button", { name: "Show", exact: true }).click();
    const field = page.getByRole("textbox", { name: "Trainable layers", exact: true });
    await expect(field).toBeFocused();
    await field.fill("features.4, head");

    await startTraining(page);
    await expect(page.getByText("Finished", { exact: true })).toBeVisible();
    const config = JSON.parse((await download(page, "config.json")).toString()) as object;
    expect(config).toMatchObject({
      data: { mix: { name: "mixup" } },
      model: { trainable: "features.4, head" },
      training: {
        unfreezeEpoch: 3,
        weightDecayOn: "weights",
        backboneRate: 0.5,
        layerDecay: 0.9,
        clipNorm: 1,
        clipValue: 0.1,
        emaDecay: 0.9,
        emaWarmup: true,
      },
    });
    const weights = async (name: string) => readSafetensors(await download(page, name)).tensors;
    const [averaged, raw] = [
      await weights("last.safetensors"),
      await weights("last-raw.safetensors"),
    ];
    expect(averaged.map(({ name }) => name)).toEqual(raw.map(({ name }) => name));
    // Also of the layers that learned from the third epoch on only.
    const first = raw.findIndex(({ name }) => name === "features.0.conv.weight");
    expect(averaged[first]).not.toEqual(raw[first]);
    await tab(page, "Results").click();
    await expect(page.getByText(/measured on \d+ validation images/)).toBeVisible();
    folder.remove();
  },
);
