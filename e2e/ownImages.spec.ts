import { importFolder, openSettings, startTraining, tab, tiny } from "./actions";
import { imageFolder } from "./imageFolder";
import { expect, story } from "./story";

story(
  "a folder with a corrupt file in it is imported, the file is named, training works",
  async ({ openTab }) => {
    const folder = imageFolder({ red: 20, green: 20 });
    folder.add("red/broken.png", Buffer.from("89504e470d0a1a0a", "hex"));
    folder.add("green/notes.jpg", "these are words");
    const page = await openTab();
    await importFolder(page, folder.path);
    await expect(page.getByText("red/broken.png")).toBeVisible();
    await expect(page.getByText("green/notes.jpg")).toBeVisible();
    await expect(page.getByText("40 images · 2 classes")).toBeVisible();
    await openSettings(page, tiny);
    await startTraining(page);
    await expect(page.getByText("Finished", { exact: true })).toBeVisible();
    folder.remove();
  },
);

story(
  "what can't be trained is refused with the reason, and the data at hand stays",
  async ({ openTab }) => {
    const good = imageFolder({ red: 12, green: 12 });
    const lonely = imageFolder({ red: 12 });
    const noImages = imageFolder({});
    noImages.add("red/notes.txt", "no image");
    noImages.add("green/notes.txt", "no image");
    const page = await openTab();
    await importFolder(page, good.path);
    for (const [bad, reason] of [
      [imageFolder({}), /There are no images here/],
      [lonely, /one class/],
      [noImages, /None of the 2 files could be read/],
    ] as const) {
      await page.getByLabel("Image folder").first().setInputFiles(bad.path);
      const notice = page.getByText("Nothing was imported").locator("..");
      await expect(notice).toBeVisible();
      await expect(page.getByText(reason).first()).toBeVisible();
      await expect(page.getByText("24 images · 2 classes")).toBeVisible();
      await page
        .getByRole("button", { name: /Dismiss/ })
        .first()
        .click();
    }

    await openSettings(page, { ...tiny, training: { epochs: 1, batchSize: 64 } });
    // Fewer images than a batch are one batch.
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await expect(page.getByText("Finished", { exact: true })).toBeVisible();
    for (const folder of [good, lonely, noImages]) folder.remove();
  },
);

story("a rate of 0 or of no number is told at the field", async ({ openTab }) => {
  const folder = imageFolder({ red: 12, green: 12 });
  const page = await openTab();
  await importFolder(page, folder.path);
  await openSettings(page, tiny);
  // What is typed before the form shows the file's settings would be replaced by them.
  await expect(page.getByRole("button", { name: /^Model/ })).toContainText("Width 4 channels");
  await page.getByRole("button", { name: /^Learning rate/ }).click();
  const field = page.getByRole("textbox", { name: "Learning rate", exact: true });
  for (const [typed, message] of [
    ["0", "Must be greater than 0."],
    ["often", "Must be a number."],
  ] as const) {
    await field.fill(typed);
    await expect(page.getByText(message, { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Train", exact: true })).toBeDisabled();
    await expect(page.getByText("Drawn once the settings can be used")).toBeVisible();
  }
  await field.fill("1e-2");
  await expect(page.getByRole("button", { name: "Train", exact: true })).toBeEnabled();

  // What was set outlives a reload.
  await page.reload();
  await tab(page, "Train").click();
  await expect(page.getByRole("button", { name: /^Learning rate/ })).toContainText("0.01");
  await expect(page.getByRole("button", { name: /^Model/ })).toContainText("Width 4 channels");
  folder.remove();
});

story(
  "a bad configuration file is refused field by field, and changes nothing",
  async ({ openTab }) => {
    const page = await openTab();
    await openSettings(page, {
      training: { epochs: 0, epoch: 3 },
      loss: { name: "focal", gamma: -1 },
    });
    await expect(page.getByText("settings.json was not taken")).toBeVisible();
    for (const path of ["training.epochs", "training.epoch", "loss.gamma"])
      await expect(page.getByText(path, { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: /^Training/ })).toContainText("12 epochs");
  },
);

story(
  "a class without validation images is warned of, and trains all the same",
  async ({ openTab }) => {
    const folder = imageFolder({
      "train/red": 12,
      "train/green": 12,
      "val/red": 4,
    });
    const page = await openTab();
    await importFolder(page, folder.path);
    await openSettings(page, tiny);
    await expect(page.getByText(/No validation images of green/)).toBeVisible();
    await startTraining(page);
    await expect(page.getByText("Finished", { exact: true })).toBeVisible();
    folder.remove();
  },
);

story(
  "a loss that becomes NaN stops the run, and the last good weights are kept",
  async ({ openTab }) => {
    const folder = imageFolder({ red: 30, green: 30 });
    const page = await openTab();
    await importFolder(page, folder.path);
    await openSettings(page, {
      ...tiny,
      optimizer: { name: "sgd", learningRate: 1000, weightDecay: 1 },
      schedule: { name: "constant" },
      training: { epochs: 50, batchSize: 8 },
    });
    await startTraining(page);
    await expect(page.getByText("The loss became NaN", { exact: true })).toBeVisible();
    await expect(page.getByText(/last good weights are kept/).first()).toBeVisible();
    await tab(page, "Use").click();
    folder.remove();
  },
);
