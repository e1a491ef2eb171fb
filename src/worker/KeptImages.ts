/** The images of kept runs in the browser's storage, by their fingerprint; each data set is there once. */
import type { Dataset } from "../data/dataset";
import { readDataset, writeHeader } from "../data/datasetHeader";
import { fingerprintOf } from "../data/fingerprint";
import { claim } from "../lib/claim";
import {
  openPrivateFolder,
  readPrivateFile,
  removePrivate,
  writePrivateFile,
} from "../lib/privateFolder";

const FOLDER = "homeroom-images";
const PIXELS = "pixels.bin";
/** Written last: where it is there, all is. */
const HEADER = "dataset.json";

export class KeptImages {
  /** @throws DOMException QuotaExceededError where there is no room; nothing is left of them then */
  async keep(dataset: Dataset, fingerprint: string): Promise<void> {
    const images = await openPrivateFolder(FOLDER);
    if (!images || (await this.has(fingerprint))) return;
    const letGo = await claim(`${FOLDER}/${fingerprint}`);
    // Another tab is writing them.
    if (!letGo) return;
    try {
      const folder = await images.getDirectoryHandle(fingerprint, { create: true });
      await writePrivateFile(folder, PIXELS, dataset.pixels as Uint8Array<ArrayBuffer>);
      const header = new TextEncoder().encode(writeHeader(dataset));
      await writePrivateFile(folder, HEADER, header);
    } catch (error) {
      await removePrivate(images, fingerprint);
      throw error;
    } finally {
      letGo();
    }
  }

  async has(fingerprint: string): Promise<boolean> {
    const folder = await this.folderOf(fingerprint);
    return folder !== null && (await readPrivateFile(folder, HEADER)) !== null;
  }

  /** null where they are not kept, or not as they were. */
  async get(fingerprint: string): Promise<Dataset | null> {
    const folder = await this.folderOf(fingerprint);
    if (!folder) return null;
    const [header, pixels] = await Promise.all([
      readPrivateFile(folder, HEADER),
      readPrivateFile(folder, PIXELS),
    ]);
    if (!header || !pixels) return null;
    try {
      const bytes = new Uint8Array(await pixels.arrayBuffer());
      const dataset = readDataset(await header.text(), bytes);
      return (await fingerprintOf(dataset)) === fingerprint ? dataset : null;
    } catch {
      return null;
    }
  }

  /** Removes those of no kept run. */
  async removeAllBut(fingerprints: ReadonlySet<string>): Promise<void> {
    const images = await openPrivateFolder(FOLDER);
    if (!images) return;
    const kept: string[] = [];
    for await (const name of images.keys()) kept.push(name);
    for (const name of kept) if (!fingerprints.has(name)) await removePrivate(images, name);
  }

  private async folderOf(fingerprint: string): Promise<FileSystemDirectoryHandle | null> {
    const images = await openPrivateFolder(FOLDER);
    try {
      return (await images?.getDirectoryHandle(fingerprint)) ?? null;
    } catch {
      return null;
    }
  }
}
