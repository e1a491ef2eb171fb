/** Unpacks one file of a zip archive, counting the bytes that really come out of it. */
import {
  ERR_INVALID_CRC32,
  ERR_INVALID_UNCOMPRESSED_SIZE,
  ERR_UNSUPPORTED_COMPRESSION,
  type FileEntry,
} from "@zip.js/zip.js";
import type { LoadedFile } from "./decodePool";
import { sniff } from "./sniff";

/** An image of 64 megapixels without compression stays below this. */
const MAX_FILE_BYTES = 256 * 2 ** 20;
/** By then a file that is no image is known for what it is, and need not be unpacked any further. */
const HEADER_BYTES = 64 * 1024;

/** Resolves to a reason for a bad entry; rejects only where the signal aborts. */
export async function inflateEntry(
  entry: FileEntry,
  signal: AbortSignal,
  maxFileBytes = MAX_FILE_BYTES,
): Promise<LoadedFile> {
  const tooLarge = `It is larger than ${maxFileBytes / 2 ** 20} MB when unpacked.`;
  if (entry.encrypted)
    return { reason: "It is encrypted: unpack the archive with its password first." };
  if (entry.uncompressedSize > maxFileBytes) return { reason: tooLarge };
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const unpacked: { bytes: number; refusal: string | null } = { bytes: 0, refusal: null };
  // The size that the archive gives may be a lie: what counts is what comes out.
  const sink = new WritableStream<Uint8Array<ArrayBuffer>>({
    async write(chunk) {
      chunks.push(chunk.slice());
      const hadHeader = unpacked.bytes >= HEADER_BYTES;
      unpacked.bytes += chunk.length;
      if (unpacked.bytes > maxFileBytes) unpacked.refusal = tooLarge;
      else if (!hadHeader && unpacked.bytes >= HEADER_BYTES)
        unpacked.refusal = await refusalOf(chunks);
      if (unpacked.refusal !== null) throw new Error(unpacked.refusal);
    },
  });
  try {
    await entry.getData(sink, { checkCrc32: true, useWebWorkers: false, signal });
    return { file: new Blob(chunks) };
  } catch (error) {
    signal.throwIfAborted();
    return { reason: unpacked.refusal ?? describe(error) };
  }
}

async function refusalOf(chunks: readonly Uint8Array<ArrayBuffer>[]): Promise<string | null> {
  const header = new Uint8Array(await new Blob([...chunks]).arrayBuffer());
  const sniffed = sniff(header, Infinity);
  return sniffed.kind === "refused" ? sniffed.reason : null;
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
