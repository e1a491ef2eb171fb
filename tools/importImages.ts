/** Brings images into the page: a folder through its own file input, or the built-in sample. */
import { readdirSync, statSync } from "node:fs";
import type { Page } from "playwright";
import type { DatasetSummary } from "../src/protocol";
import { UsageError } from "./command";
import type { TrainArguments } from "./trainArguments";

/**
 * `imageSizePx` null lets the import choose by the images' own size.
 * @throws UsageError where there is no such folder or sample, or where the page refuses the images
 */
export async function importImages(
  page: Page,
  images: TrainArguments["images"],
  imageSizePx: number | null,
): Promise<DatasetSummary> {
  const dataset =
    images.kind === "sample"
      ? await importSample(page, images.name, imageSizePx)
      : await importFolder(page, images.folder, imageSizePx);
  const { name, imageCount, classes, skipped } = dataset;
  console.log(
    `${name}: ${imageCount} images, ${classes.length} classes, ${dataset.imageSizePx} px`,
  );
  for (const { path, reason } of skipped) console.log(`Skipped ${path}: ${reason}`);
  return dataset;
}

async function importSample(page: Page, name: string, imageSizePx: number | null) {
  const samples = await page.evaluate(() => homeroom.store.getState().hello?.samples ?? []);
  const sample = samples.find((one) => one.name === name);
  if (!sample)
    throw new UsageError([
      `--sample: there is no "${name}". There is: ${samples.map((one) => one.name).join(", ")}.`,
    ]);
  return page.evaluate(
    ([name, label, imageSizePx]) => homeroom.calls.importSample(name, { name: label, imageSizePx }),
    [name, sample.label, imageSizePx] as const,
  );
}

async function importFolder(page: Page, folder: string, imageSizePx: number | null) {
  requireFiles(folder);
  await page.locator("input[webkitdirectory]").setInputFiles(folder);
  const { dataset, problem } = await page.evaluate(importEnd);
  if (!dataset) throw new UsageError([`--data: ${problem}`]);
  if (imageSizePx === null || imageSizePx === dataset.imageSizePx) return dataset;
  return page.evaluate((imageSizePx) => {
    const { source } = homeroom.store.getState();
    if (source?.kind !== "files") throw new Error("The page has lost its files.");
    return homeroom.calls.importFiles(source.files, { name: source.name, imageSizePx });
  }, imageSizePx);
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
