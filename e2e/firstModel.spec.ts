import { download, importSample, openModel, openSettings, startTraining, tab } from "./actions";
import { imageFolder } from "./imageFolder";
import { expect, story } from "./story";

story(
  "somebody tries the sample, trains, takes the model away and uses it in another tab",
  async ({ openTab }) => {
    const page = await openTab();
    await importSample(page);
    await expect(page.getByText("4,000 images · 10 classes · 28 × 28 px")).toBeVisible();
    await openSettings(page, {
      data: { imageSizePx: 28 },
      model: { name: "smallCnn", width: 4 },
      schedule: { name: "oneCycle" },
      optimizer: { name: "adamW", learningRate: 0.01 },
      training: { epochs: 2 },
    });
    await startTraining(page);
    await expect(page.getByRole("region", { name: "Run" })).toContainText("Epoch 1/2");
    await expect(page.getByText("Finished", { exact: true })).toBeVisible({ timeout: 90_000 });
    // Each chart has drawn its curves of two epochs. (A third of the loss, that of single steps, is
    // empty where a fast machine ends an epoch before it was read twice.)
    for (const [name, count] of [
      ["Loss", 2],
      ["Learning rate", 1],
      ["F1", 1],
      ["Accuracy", 1],
    ] as const) {
      const chart = page.getByRole("figure", { name, exact: true });
      const drawn = chart.locator(".recharts-line-curve").filter({ visible: true });
      await expect(drawn.nth(count - 1)).toBeVisible();
    }

    await tab(page, "Results").click();
    await expect(page.getByText("measured on 1,000 validation images")).toBeVisible();
    await expect(page.getByRole("table")).not.toHaveCount(0);
    const history = JSON.parse((await download(page, "history.json")).toString()) as {
      epochs: { macroF1: number }[];
      best: { value: number };
    };
    expect(history.epochs).toHaveLength(2);
    // A tenth would be chance.
    expect(history.best.value).toBeGreaterThan(0.4);
    const csv = (await download(page, "history.csv")).toString().trim().split("\n");
    expect(csv).toHaveLength(3);
    const predictions = (await download(page, "predictions.csv")).toString().trim().split("\n");
    expect(predictions).toHaveLength(1001);
    const weights = await download(page, "best.safetensors");
    expect(weights.subarray(8, 100).toString()).toContain("__metadata__");

    const fresh = await openTab();
    await openModel(fresh, "best.safetensors", weights);
    await expect(fresh.getByRole("region", { name: "Model in use" })).toContainText("10 classes");
    const folder = imageFolder({ mine: 3 }, 28);
    folder.add("broken.png", "no image at all");
    await fresh.getByLabel("Folder to predict").setInputFiles(folder.path);
    await expect(fresh.getByText("broken.png")).toBeVisible();
    const saved = fresh.waitForEvent("download");
    await fresh.getByRole("button", { name: /CSV/ }).click();
    expect((await saved).suggestedFilename()).toMatch(/\.csv$/);
    folder.remove();
  },
);
