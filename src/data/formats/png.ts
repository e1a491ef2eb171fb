/** PNG. https://www.w3.org/TR/png-3/ */
import { bigEndian, latin, startsWith } from "./bytes";
import type { ImageFormat } from "./format";

const FIRST_CHUNK = 8;

export const png: ImageFormat = {
  name: "PNG",
  matches: (bytes) => startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  readSize: (header) => {
    const widthPx = bigEndian(header, FIRST_CHUNK + 8, 4);
    const heightPx = bigEndian(header, FIRST_CHUNK + 12, 4);
    return Number.isNaN(heightPx) ? null : { widthPx, heightPx };
  },
  isCutShort: (bytes) => {
    for (const { name } of chunks(bytes)) if (name === "IEND") return false;
    return true;
  },
  // Chromium does not look for it after the pixels, where some programs write it.
  takeExif: (bytes) => {
    for (const { name, start, end } of chunks(bytes))
      if (name === "eXIf")
        return {
          exif: bytes.subarray(start + 8, end - 4),
          without: [bytes.subarray(0, start), bytes.subarray(end)],
        };
    return null;
  },
};

/** Each chunk with its length and name before its data, and its checksum after them. */
function* chunks(bytes: Uint8Array): Generator<{ name: string; start: number; end: number }> {
  let start = FIRST_CHUNK;
  while (start + 12 <= bytes.length) {
    const end = start + 12 + bigEndian(bytes, start, 4);
    yield { name: latin(bytes, start + 4, 4), start, end };
    start = end;
  }
}
