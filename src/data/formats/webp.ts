/** WebP: lossy, lossless and extended. https://developers.google.com/speed/webp/docs/riff_container */
import { latin, littleEndian } from "./bytes";
import type { ImageFormat, ImageSize } from "./format";

const FIRST_CHUNK = 12;

export const webp: ImageFormat = {
  name: "WebP",
  matches: (bytes) => latin(bytes, 0, 4) === "RIFF" && latin(bytes, 8, 4) === "WEBP",
  readSize: (header) => {
    const size = readFirstChunk(header);
    return size && !Number.isNaN(size.widthPx + size.heightPx) ? size : null;
  },
  isCutShort: (bytes) => !(littleEndian(bytes, 4, 4) + 8 <= bytes.length),
  // Chromium leaves every WebP as it is stored.
  takeExif: (bytes) => {
    let offset = FIRST_CHUNK;
    while (offset + 8 <= bytes.length) {
      const end = offset + 8 + littleEndian(bytes, offset + 4, 4);
      if (latin(bytes, offset, 4) === "EXIF")
        return {
          exif: bytes.subarray(offset + 8, end),
          // Decoders pass over chunks of unknown names.
          without: [bytes.subarray(0, offset), "none", bytes.subarray(offset + 4)],
        };
      // Chunks begin at even places.
      offset = end + (end % 2);
    }
    return null;
  },
};

function readFirstChunk(header: Uint8Array): ImageSize | null {
  switch (latin(header, FIRST_CHUNK, 4)) {
    case "VP8X":
      return {
        widthPx: littleEndian(header, 24, 3) + 1,
        heightPx: littleEndian(header, 27, 3) + 1,
      };
    // The two upper bits of each side are a scale for display.
    case "VP8 ":
      return {
        widthPx: littleEndian(header, 26, 2) % 0x4000,
        heightPx: littleEndian(header, 28, 2) % 0x4000,
      };
    // 14 bits each, less one, after the signature byte 0x2f.
    case "VP8L": {
      const bits = littleEndian(header, 21, 4);
      return { widthPx: (bits % 0x4000) + 1, heightPx: (Math.floor(bits / 0x4000) % 0x4000) + 1 };
    }
    default:
      return null;
  }
}
