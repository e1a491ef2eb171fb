/** BMP. https://learn.microsoft.com/windows/win32/gdi/bitmap-storage */
import { bigEndian, latin, littleEndian } from "./bytes";
import type { ImageFormat } from "./format";

/** The oldest header, whose sides have 16 bits. */
const CORE_HEADER_BYTES = 12;
const HEADER_BYTES = [CORE_HEADER_BYTES, 16, 40, 52, 56, 64, 108, 124];

export const bmp: ImageFormat = {
  name: "BMP",
  // Two letters alone would match text; the header's length and the reserved bytes settle it.
  matches: (bytes) =>
    latin(bytes, 0, 2) === "BM" &&
    bigEndian(bytes, 6, 4) === 0 &&
    HEADER_BYTES.includes(littleEndian(bytes, 14, 4)),
  readSize: (header) => {
    const isCore = littleEndian(header, 14, 4) === CORE_HEADER_BYTES;
    const widthPx = isCore ? littleEndian(header, 18, 2) : littleEndian(header, 18, 4);
    const height = isCore ? littleEndian(header, 20, 2) : littleEndian(header, 22, 4);
    if (Number.isNaN(height)) return null;
    // A negative height means that the rows run from top to bottom.
    return { widthPx, heightPx: isCore ? height : Math.abs(height | 0) };
  },
  isCutShort: (bytes) => littleEndian(bytes, 2, 4) > bytes.length,
};
