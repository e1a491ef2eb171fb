/** Sniffs a file on disk without reading more of it than needed. */
import { sniff, type Sniffed } from "./sniff";

const HEADER_BYTES = 64 * 1024;
/** Long colour profiles and previews may stand before an image's size, but not more than this. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024;

/** Rejects with the browser's own error where the file can no longer be read. */
export async function sniffBlob(blob: Blob): Promise<Exclude<Sniffed, { kind: "needsMore" }>> {
  const sniffed = sniff(await read(blob, HEADER_BYTES), blob.size);
  if (sniffed.kind !== "needsMore") return sniffed;
  const header = await read(blob, MAX_HEADER_BYTES);
  const again = sniff(header, header.length);
  return again.kind === "needsMore"
    ? { kind: "refused", reason: "Its header gives no size." }
    : again;
}

async function read(blob: Blob, limitBytes: number): Promise<Uint8Array> {
  return new Uint8Array(await blob.slice(0, limitBytes).arrayBuffer());
}
