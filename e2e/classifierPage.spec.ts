/** A user opens the exported web page: chooses, drops and pastes images, good ones and bad ones. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "@playwright/test";
import { unzip } from "../tools/unzip";
import { download, importFolder, openSettings, startTraining, tiny } from "./actions";
import { imageFolder } from "./imageFolder";
import { expect, story } from "./story";

const fixture = (name: string) => join(import.meta.dirname, "fixtures/images", name);
const longName = "a class of a name that is so long that it does not fit beside its bar";

/** Leaves `classifier.html` in a folder; returns its path. */
async function exportPage(page: Page, folder: string): Promise<string> {
  const images = imageFolder({ חתול: 10, [longName]: 10, red: 10 });
  await importFolder(page, images.path);
  await openSettings(page, { ...tiny, training: { epochs: 1, batchSize: 8 } });
  await startTraining(page);
  await expect(page.getByText("Finished", { exact: true })).toBeVisible();
  await unzip(await download(page, "homeroom-html.zip"), folder);
  images.remove();
  return join(folder, "classifier.html");
}

story(
  "the web page classifies what is chosen and pasted, and refuses the rest",
  async ({ openTab }) => {
    const folder = mkdtempSync(join(tmpdir(), "homeroom-page-"));
    const page = await openTab();
    const path = await exportPage(page, folder);
    await page.goto(pathToFileURL(path).href);
    await expect(page.getByText("Checked: it gives the app's own answers")).toBeVisible();
    await expect(page.getByRole("alert")).toBeHidden();

    await page
      .getByLabel("Choose images")
      .setInputFiles(["bomb20000_gray1.png", "text.jpg", "ok.jpg"].map(fixture));
    const items = page.getByRole("listitem");
    await expect(items.nth(0)).toContainText("at most 64 megapixels are decoded");
    await expect(items.nth(1)).toContainText("It is a text file, not an image.");
    // No browser is asked to show what was refused.
    await expect(items.nth(2).locator("img")).toHaveCount(1);
    await expect(page.locator("img")).toHaveCount(1);

    // Percentages are written alike, and names stand by themselves and in full.
    const percentages = await items.nth(2).getByText("%").allTextContents();
    for (const percentage of percentages) expect(percentage).toMatch(/^\d+\.\d %$/);
    await expect(items.nth(2).getByTitle(longName)).toHaveText(longName);
    await expect(items.nth(2).getByTitle("חתול")).toHaveCSS("direction", "rtl");
    await expect(page.locator("bdi", { hasText: "חתול" })).toBeVisible();

    await page.evaluate(
      (bytes) => {
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File([new Uint8Array(bytes)], "image.png"));
        document.dispatchEvent(new ClipboardEvent("paste", { clipboardData }));
      },
      [...readFileSync(fixture("ok.png"))],
    );
    await expect(items.nth(3).getByText("%")).toHaveCount(3);

    // Where the answers are others, the page says so before anything else.
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(/"probabilities":\[[\d.]+/, '"probabilities":[2'));
    await page.reload();
    await expect(page.getByRole("alert")).toContainText("Do not rely on these answers");
    rmSync(folder, { recursive: true });
  },
);
