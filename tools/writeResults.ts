/** Writes what a run leaves: all of its files or none. */
import { join } from "node:path";
import type { Page } from "playwright";
import type { FormatName } from "../src/parts/formats/formatNames";
import type { DownloadName } from "../src/protocol";
import { saveDownload, saveExport } from "./download";
import { writeOutFolder } from "./outFolder";

const RESULTS: readonly DownloadName[] = [
  "config.json",
  "history.json",
  "best.safetensors",
  "last.safetensors",
  "checkpoint.zip",
  "predictions.csv",
];

export async function writeResults(
  page: Page,
  out: string,
  exports: readonly FormatName[],
): Promise<void> {
  await writeOutFolder(out, async (folder) => {
    for (const name of RESULTS) await saveDownload(page, name, join(folder, name));
    for (const name of exports) await saveExport(page, name, folder);
  });
}
