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
    let offset = FIRST_CHUNK;
    while (offset + 12 <= bytes.length) {
      if (latin(bytes, offset + 4, 4) === "IEND") return false;
      offset += 12 + bigEndian(bytes, offset, 4);
    }
    return true;
  },
};
