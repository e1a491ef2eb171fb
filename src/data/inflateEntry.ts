/** Unpacks one file of a zip archive, counting the bytes that really come out of it. */
import {
  ERR_INVALID_CRC32,
  ERR_INVALID_UNCOMPRESSED_SIZE,
  ERR_UNSUPPORTED_COMPRESSION,
  type FileEntry,
} from "@zip.js/zip.js";
import type { LoadedFile } from "./decodePool";

/** An image of 64 megapixels without compression stays below this. */
const MAX_FILE_BYTES = 256 * 2 ** 20;

/** Resolves to a reason for a bad entry; rejects only where the signal aborts. */
export async function inflateEntry(
  entry: FileEntry,
  signal: AbortSignal,
  maxFileBytes = MAX_FILE_BYTES,
): Promise<LoadedFile> {
  const tooLarge = { reason: `It is larger than ${maxFileBytes / 2 ** 20} MB when unpacked.` };
  if (entry.encrypted)
    return { reason: "It is encrypted: unpack the archive with its password first." };
  if (entry.uncompressedSize > maxFileBytes) return tooLarge;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  // The size that the archive gives may be a lie: what counts is what comes out.
  const sink = new WritableStream<Uint8Array<ArrayBuffer>>({
    write(chunk) {
      bytes += chunk.length;
      if (bytes > maxFileBytes) throw new RangeError("Too many bytes.");
      chunks.push(chunk.slice());
    },
  });
  try {
    await entry.getData(sink, { checkCrc32: true, useWebWorkers: false, signal });
    return { file: new Blob(chunks) };
  } catch (error) {
    signal.throwIfAborted();
    return bytes > maxFileBytes ? tooLarge : { reason: describe(error) };
  }
}

function describe(error: unknown): string {
  switch (error instanceof Error ? error.message : "") {
    case ERR_INVALID_CRC32:
      return "It is damaged: its checksum in the archive does not fit its bytes.";
    case ERR_INVALID_UNCOMPRESSED_SIZE:
      return "It is damaged: it does not have the size that the archive gives.";
    case ERR_UNSUPPORTED_COMPRESSION:
      return "It is packed by a method that is not supported: unpack the archive first.";
    default:
      return "It is damaged and could not be unpacked.";
  }
}
