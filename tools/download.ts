/** Saves a file of the page's run to disk, as its download button would. */
import type { Page } from "playwright";
import type { DownloadName } from "../src/protocol";

export async function saveDownload(page: Page, name: DownloadName, path: string): Promise<void> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.evaluate(async (wanted) => {
      const { name, blob } = await homeroom.calls.download(wanted);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
    }, name),
  ]);
  await download.saveAs(path);
}
