/** All of a data set but its pixels, as JSON. */
import { z } from "zod";
import { splitNames, type Dataset } from "./dataset";

const headerSchema = z.object({
  name: z.string(),
  classes: z.array(z.string()),
  imageSizePx: z.int().min(1),
  labels: z.array(z.int().min(0)),
  paths: z.array(z.string()),
  folderSplit: z.array(z.enum(splitNames).nullable()),
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
  notes: z.array(z.string()),
});

export function writeHeader({ pixels: _pixels, labels, ...rest }: Dataset): string {
  return JSON.stringify({ ...rest, labels: Array.from(labels) });
}

/** @throws Error where these are not the two parts of one data set */
export function readDataset(header: string, pixels: Uint8Array<ArrayBuffer>): Dataset {
  const { labels, ...rest } = headerSchema.parse(JSON.parse(header));
  const { imageSizePx, paths, folderSplit } = rest;
  const count = labels.length;
  if (
    pixels.length !== count * imageSizePx * imageSizePx * 3 ||
    paths.length !== count ||
    folderSplit.length !== count
  )
    throw new Error("The parts of the data set do not belong together.");
  return { ...rest, labels: Uint16Array.from(labels), pixels };
}
