/** Writes what a run leaves: all of its files or none. */
import { join } from "node:path";
import type { Page } from "playwright";
import type { DownloadName } from "../src/protocol";
import { saveDownload } from "./download";
import { writeOutFolder } from "./outFolder";

const RESULTS: readonly DownloadName[] = [
  "config.json",
  "history.json",
  "best.safetensors",
  "last.safetensors",
  "checkpoint.zip",
  "predictions.csv",
];

export async function writeResults(page: Page, out: string): Promise<void> {
  await writeOutFolder(out, async (folder) => {
    for (const name of RESULTS) await saveDownload(page, name, join(folder, name));
  });
}
