/** Identifies a data set by its content, so that a run goes on only with what it was trained on. */
import { sha256 } from "../lib/sha256";
import type { Dataset } from "./dataset";

/** Hexadecimal; depends on classes, labels, paths, the folders' split and every pixel. */
export async function fingerprintOf(dataset: Dataset): Promise<string> {
  const { classes, imageSizePx, paths, folderSplit, labels, pixels } = dataset;
  const names = new TextEncoder().encode(
    JSON.stringify({ classes, imageSizePx, paths, folderSplit, labels: Array.from(labels) }),
  );
  // Views of shared memory can't be hashed; a data set never is one.
  const hashes = [await sha256(names), await sha256(pixels as Uint8Array<ArrayBuffer>)];
  return sha256(new TextEncoder().encode(hashes.join()));
}
