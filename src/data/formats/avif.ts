/** AVIF: AV1 images in the boxes of ISO media files. https://aomediacodec.github.io/av1-avif/ */
import { bigEndian, latin } from "./bytes";
import type { ImageFormat, ImageSize } from "./format";

/** Boxes on the way to an image's size, and how many bytes stand before the boxes in them. */
const PATH_TO_SIZES = [
  { name: "meta", inset: 4 },
  { name: "iprp", inset: 0 },
  { name: "ipco", inset: 0 },
];

export const avif: ImageFormat = {
  name: "AVIF",
  matches: (bytes) => mediaBrands(bytes).some((brand) => brand === "avif" || brand === "avis"),
  // The image itself, its tiles and its thumbnail each have a size: the largest is the image's.
  readSize: (header) => {
    let largest: ImageSize | null = null;
    for (const size of sizes(header))
      if (!largest || size.widthPx * size.heightPx > largest.widthPx * largest.heightPx)
        largest = size;
    return largest;
  },
  isCutShort: (bytes) => {
    const all = [...boxes(bytes, 0, bytes.length)];
    const data = all.find(({ name }) => name === "mdat");
    return !data || all.at(-1)!.end > bytes.length;
  },
};

/** The brands of an ISO media file (AVIF, HEIC, MP4 …); none where it is not one. */
export function mediaBrands(bytes: Uint8Array): string[] {
  if (latin(bytes, 4, 4) !== "ftyp") return [];
  const end = Math.min(bigEndian(bytes, 0, 4), bytes.length, 1024);
  const brands = [latin(bytes, 8, 4)];
  for (let offset = 16; offset + 4 <= end; offset += 4) brands.push(latin(bytes, offset, 4));
  return brands;
}

/** Each level is searched once, so that boxes nested without end cost nothing. */
function sizes(bytes: Uint8Array): ImageSize[] {
  let ranges = [{ start: 0, end: bytes.length }];
  for (const { name, inset } of PATH_TO_SIZES)
    ranges = ranges
      .flatMap(({ start, end }) => [...boxes(bytes, start, end)])
      .filter((box) => box.name === name)
      .map((box) => ({ start: box.start + inset, end: Math.min(box.end, bytes.length) }));
  return ranges
    .flatMap(({ start, end }) => [...boxes(bytes, start, end)])
    .filter((box) => box.name === "ispe")
    .map((box) => ({
      widthPx: bigEndian(bytes, box.start + 4, 4),
      heightPx: bigEndian(bytes, box.start + 8, 4),
    }))
    .filter((size) => !Number.isNaN(size.widthPx + size.heightPx));
}

/** `start` and `end` of each box's content; `end` may lie past the bytes at hand. */
function* boxes(
  bytes: Uint8Array,
  start: number,
  end: number,
): Generator<{ name: string; start: number; end: number }> {
  let offset = start;
  while (offset + 8 <= end) {
    const short = bigEndian(bytes, offset, 4);
    const headerBytes = short === 1 ? 16 : 8;
    const length =
      short === 0 ? end - offset : short === 1 ? bigEndian(bytes, offset + 8, 8) : short;
    if (!(length >= headerBytes)) return;
    yield {
      name: latin(bytes, offset + 4, 4),
      start: offset + headerBytes,
      end: offset + length,
    };
    offset += length;
  }
}
