/** Brings images into the page: a folder through its own file input, or the built-in sample. */
import { readdirSync, statSync } from "node:fs";
import type { Page } from "playwright";
import type { DatasetSummary } from "../src/protocol";
import { UsageError } from "./command";
import type { TrainArguments } from "./trainArguments";

/**
 * The import chooses a size by the images' own; a run that wants another decodes them again.
 * @throws UsageError where there is no such folder or sample, or where the page refuses the images
 */
export async function importImages(
  page: Page,
  images: TrainArguments["images"],
): Promise<DatasetSummary> {
  const dataset =
    images.kind === "sample"
      ? await importSample(page, images.name)
      : await importFolder(page, images.folder);
  const { name, imageCount, classes, skipped } = dataset;
  console.log(
    `${name}: ${imageCount} images, ${classes.length} classes, ${dataset.imageSizePx} px`,
  );
  for (const { path, reason } of skipped) console.log(`Skipped ${path}: ${reason}`);
  return dataset;
}

async function importSample(page: Page, name: string): Promise<DatasetSummary> {
  const samples = await page.evaluate(() => homeroom.store.getState().hello?.samples ?? []);
  const sample = samples.find((one) => one.name === name);
  if (!sample)
    throw new UsageError([
      `--sample: there is no "${name}". There is: ${samples.map((one) => one.name).join(", ")}.`,
    ]);
  return page.evaluate(
    ({ name, label }) => homeroom.calls.importSample(name, { name: label, imageSizePx: null }),
    sample,
  );
}

async function importFolder(page: Page, folder: string): Promise<DatasetSummary> {
  requireFiles(folder);
  await page.getByLabel("Image folder").setInputFiles(folder);
  const { dataset, problem } = await page.evaluate(importEnd);
  if (!dataset) throw new UsageError([`--data: ${problem}`]);
  return dataset;
}

/** In the page: waits for the import's end. */
function importEnd(): Promise<{ dataset: DatasetSummary | null; problem: string }> {
  return new Promise((resolve) => {
    const look = () => {
      const { importing, dataset, importProblem, death } = homeroom.store.getState();
      const problem = importProblem?.message ?? death ?? "";
      if (importing !== null || (dataset === null && problem === "")) return;
      stopListening();
      resolve({ dataset, problem });
    };
    const stopListening = homeroom.store.subscribe(look);
    look();
  });
}

/** A file input says nothing about a folder without files. */
export function requireFiles(folder: string): void {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder) throw new UsageError([`--data: there is no folder "${folder}".`]);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  if (!entries.some((entry) => entry.isFile()))
    throw new UsageError([`--data: there are no files in "${folder}".`]);
}
