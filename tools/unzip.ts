/** Unpacks a zip into a folder. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BlobReader, Uint8ArrayWriter, ZipReader } from "@zip.js/zip.js";

export async function unzip(zip: Uint8Array, folder: string): Promise<void> {
  const reader = new ZipReader(new BlobReader(new Blob([new Uint8Array(zip)])));
  for (const entry of await reader.getEntries()) {
    if (entry.directory) continue;
    const target = join(folder, entry.filename);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, await entry.getData(new Uint8ArrayWriter()));
  }
  await reader.close();
}
