/** GIF. https://www.w3.org/Graphics/GIF/spec-gif89a.txt */
import { latin, littleEndian } from "./bytes";
import type { ImageFormat } from "./format";

const IMAGE = 0x2c;
const EXTENSION = 0x21;
const TRAILER = 0x3b;

export const gif: ImageFormat = {
  name: "GIF",
  matches: (bytes) => ["GIF87a", "GIF89a"].includes(latin(bytes, 0, 6)),
  // A first frame larger than the screen makes the decoder's canvas larger: the larger one counts.
  readSize: (header) => {
    const screen = { widthPx: littleEndian(header, 6, 2), heightPx: littleEndian(header, 8, 2) };
    for (const { kind, offset } of blocks(header)) {
      if (kind !== IMAGE) continue;
      const widthPx = littleEndian(header, offset + 1, 2) + littleEndian(header, offset + 5, 2);
      const heightPx = littleEndian(header, offset + 3, 2) + littleEndian(header, offset + 7, 2);
      if (Number.isNaN(heightPx)) return null;
      return {
        widthPx: Math.max(screen.widthPx, widthPx),
        heightPx: Math.max(screen.heightPx, heightPx),
      };
    }
    return null;
  },
  isCutShort: (bytes) => {
    for (const { kind } of blocks(bytes)) if (kind === TRAILER) return false;
    return true;
  },
};

function* blocks(bytes: Uint8Array): Generator<{ kind: number; offset: number }> {
  let offset = 13 + colourTableBytes(bytes[10] ?? 0);
  while (offset < bytes.length) {
    const kind = bytes[offset]!;
    yield { kind, offset };
    if (kind === EXTENSION) offset += 2;
    else if (kind === IMAGE) offset += 11 + colourTableBytes(bytes[offset + 9] ?? 0);
    else return;
    // Data follow in sub-blocks of a length byte each, up to one of length 0.
    for (let length = bytes[offset] ?? 0; length > 0; length = bytes[offset] ?? 0)
      offset += 1 + length;
    offset += 1;
  }
}

function colourTableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}
