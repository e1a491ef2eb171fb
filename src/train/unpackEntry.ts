/** Unpacks one file of a zip, within bounds. */
import type { FileEntry } from "@zip.js/zip.js";

/** Counts what really comes out: the size that an archive gives may be a lie. */
export async function unpackEntry(
  entry: FileEntry,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const sink = new WritableStream<Uint8Array<ArrayBuffer>>({
    write(chunk) {
      length += chunk.length;
      if (length > maxBytes)
        throw new Error(`The file is damaged: ${entry.filename} in it is too large.`);
      chunks.push(chunk.slice());
    },
  });
  await entry.getData(sink, { checkCrc32: true, useWebWorkers: false });
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
