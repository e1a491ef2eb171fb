/** Writes what a run leaves: all of its files or none. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright";
import type { FormatName } from "../src/parts/formats/formatNames";
import type { DownloadName } from "../src/protocol";
import { saveDownload, saveExport } from "./download";
import type { Config } from "../src/train/config";
import { writeOutFolder } from "./outFolder";

const RESULTS: readonly DownloadName[] = [
  "config.json",
  "history.json",
  "best.safetensors",
  "last.safetensors",
  "checkpoint.zip",
  "predictions.csv",
];

/** Of a run whose other weights are averages. */
const RAW_RESULTS: readonly DownloadName[] = ["best-raw.safetensors", "last-raw.safetensors"];

export async function writeResults(
  page: Page,
  out: string,
  exports: readonly FormatName[],
): Promise<void> {
  await writeOutFolder(out, async (folder) => {
    for (const name of RESULTS) await saveDownload(page, name, join(folder, name));
    for (const name of exports) await saveExport(page, name, folder);
    // The worker has just written it, from a checked configuration.
    const written = await readFile(join(folder, "config.json"), "utf8");
    const { training } = JSON.parse(written) as Pick<Config, "training">;
    if (training.emaDecay === null) return;
    for (const name of RAW_RESULTS) await saveDownload(page, name, join(folder, name));
  });
}
