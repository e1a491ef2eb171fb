/** Unpacks a zip file into a folder. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BlobReader, Uint8ArrayWriter, ZipReader } from "@zip.js/zip.js";

export async function unzip(path: string, folder: string): Promise<void> {
  const reader = new ZipReader(new BlobReader(new Blob([new Uint8Array(readFileSync(path))])));
  for (const entry of await reader.getEntries()) {
    if (entry.directory) continue;
    const target = join(folder, entry.filename);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, await entry.getData(new Uint8ArrayWriter()));
  }
  await reader.close();
}
