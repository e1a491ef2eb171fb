/** Saves files of the page's run to disk, as its download buttons would. */
import { join } from "node:path";
import type { Download, Page } from "playwright";
import type { FormatName } from "../src/parts/formats/formatNames";
import type { DownloadName } from "../src/protocol";

export async function saveDownload(page: Page, name: DownloadName, path: string): Promise<void> {
  const download = await downloadOf(page, { call: "download", name });
  await download.saveAs(path);
}

/** Under the name that the page gives it. */
export async function saveExport(page: Page, name: FormatName, folder: string): Promise<void> {
  const download = await downloadOf(page, { call: "exportModel", name });
  await download.saveAs(join(folder, download.suggestedFilename()));
}

type Wanted = { call: "download"; name: DownloadName } | { call: "exportModel"; name: FormatName };

/** Chromium drops, without a word, what a page downloads beyond ten files a second. */
const BETWEEN_DOWNLOADS_MS = 120;

async function downloadOf(page: Page, wanted: Wanted): Promise<Download> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.evaluate(async (it) => {
      const { calls } = homeroom;
      const file =
        it.call === "download" ? await calls.download(it.name) : await calls.exportModel(it.name);
      if (!file) throw new Error(`${it.name} was given up.`);
      const { name, blob } = file;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
    }, wanted),
  ]);
  await page.waitForTimeout(BETWEEN_DOWNLOADS_MS);
  return download;
}
