/** JPEG. https://www.w3.org/Graphics/JPEG/itu-t81.pdf */
import { bigEndian, startsWith } from "./bytes";
import type { ImageFormat } from "./format";

const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;

export const jpeg: ImageFormat = {
  name: "JPEG",
  matches: (bytes) => startsWith(bytes, [0xff, 0xd8, 0xff]),
  readSize: (header) => {
    for (const { marker, offset } of segments(header)) {
      if (!isFrame(marker)) continue;
      const heightPx = bigEndian(header, offset + 5, 2);
      const widthPx = bigEndian(header, offset + 7, 2);
      return Number.isNaN(widthPx) ? null : { widthPx, heightPx };
    }
    return null;
  },
  // A thumbnail in the header has an end of its own: only an end after the first scan counts.
  isCutShort: (bytes) => {
    for (const { marker, offset } of segments(bytes)) {
      if (marker !== START_OF_SCAN) continue;
      for (let i = offset; i + 1 < bytes.length; i++)
        if (bytes[i] === 0xff && bytes[i + 1] === END_OF_IMAGE) return false;
    }
    return true;
  },
};

/** The marker segments up to the first scan; `offset` is that of the marker's second byte less one. */
function* segments(bytes: Uint8Array): Generator<{ marker: number; offset: number }> {
  let offset = 2;
  while (offset + 4 <= bytes.length) {
    if (bytes[offset] !== 0xff) return;
    const marker = bytes[offset + 1]!;
    // 0xff may be repeated as filling before a marker.
    if (marker === 0xff) {
      offset++;
      continue;
    }
    yield { marker, offset };
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE) return;
    offset += isBare(marker) ? 2 : 2 + bigEndian(bytes, offset + 2, 2);
  }
}

/** Start of frame, of any coding: C0–CF without the tables and extensions among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Markers without a length: restarts, start of image, and TEM. */
function isBare(marker: number): boolean {
  return (marker >= 0xd0 && marker <= 0xd8) || marker === 0x01;
}
