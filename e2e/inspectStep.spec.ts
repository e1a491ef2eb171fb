import type { Page } from "@playwright/test";
import { download, importFolder, openSettings, startTraining, tab, tiny } from "./actions";
import { imageFolder } from "./imageFolder";
import { expect, story } from "./story";

/** 24 training images: one window of three batches is a whole epoch, so its loss is the step's. */
const settings = {
  ...tiny,
  data: { ...tiny.data, split: { name: "stratified", validation: 0.25 } },
  model: { name: "smallCnn", width: 4, dropout: 0.2 },
  loss: { name: "focal", gamma: 2 },
  training: { epochs: 1, batchSize: 8, accumulationSteps: 3 },
};

const detail = (page: Page) => page.getByRole("region", { name: "This stage" });
const stages = (page: Page) => page.getByRole("list", { name: "Stages of the step" });

async function figure(page: Page, name: string): Promise<number> {
  const term = detail(page).getByRole("term").filter({ hasText: name });
  return Number(await term.locator("xpath=following-sibling::dd").innerText());
}

story("somebody walks through a step, and training makes that very step", async ({ openTab }) => {
  const folder = imageFolder({ red: 16, green: 16 });
  const page = await openTab("?device=wasm");
  await tab(page, "Train").click();
  await page.getByRole("button", { name: "Inspect a step" }).click();
  await expect(page.getByText("Import images first")).toBeVisible();

  await importFolder(page, folder.path);
  await openSettings(page, settings);
  await expect(page.getByRole("button", { name: "Train", exact: true })).toBeEnabled();
  await page.getByRole("button", { name: "Inspect a step" }).click();
  const current = stages(page).locator("[aria-current]");
  await expect(current).toContainText("optimizer.zero_grad()");
  await expect(detail(page).getByRole("region", { name: "Window, scrollable" })).toContainText(
    "Window",
  );
  await page.keyboard.press("ArrowRight");
  await expect(current).toContainText("logits = model(images)");
  await expect(page.getByRole("list", { name: "Images of the batch" })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(detail(page)).toContainText("Forward: features.0.conv");
  await page.getByRole("button", { name: /^dropout/ }).click();
  await expect(detail(page)).toContainText("8 × 16");
  await page.getByText("eval mode", { exact: true }).click();
  await expect(detail(page).getByRole("img", { name: /output, eval mode/ })).toBeVisible();

  await stages(page).getByRole("button", { name: /Loss/ }).click();
  await expect(detail(page).getByRole("row")).not.toHaveCount(0);
  const loss = await figure(page, "loss of the step");
  await page.getByRole("button", { name: "Next" }).click();
  await expect(current).toContainText("loss.backward()");
  await expect(detail(page)).toContainText("Backward: classifier");
  await stages(page)
    .getByRole("button", { name: /Update/ })
    .click();
  await expect(detail(page).getByRole("region", { name: "Updates by parameter" })).toContainText(
    "exp_avg_sq",
  );

  await page.getByRole("button", { name: "Back to training" }).click();
  await startTraining(page);
  await expect(page.getByText("Finished", { exact: true })).toBeVisible();
  const history = JSON.parse((await download(page, "history.json")).toString()) as {
    epochs: { trainLoss: number }[];
  };
  // The page shows three decimals.
  expect(Math.abs(loss - history.epochs[0]!.trainLoss)).toBeLessThan(0.00051);

  await tab(page, "Train").click();
  await page.getByRole("button", { name: "Inspect a step" }).click();
  await page.getByRole("button", { name: "Next step of the run" }).click();
  await expect(page.getByText(/^Epoch 2, step 1 /)).toBeVisible();
  folder.remove();
});
