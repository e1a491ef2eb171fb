/**
 * The filter gradient as a matrix product over pixels: a few weights' inputs are copied beside each
 * other for a block of pixels (zeros outside the image), and multiplied with the packed gradient.
 */
import { multiplyColumns } from "./columnTile";
import { COLUMNS, ROWS } from "./tile";
import { bytes } from "./vector";

@unmanaged
class FilterArguments {
  x: usize = 0;
  inHeight: i32 = 0;
  inWidth: i32 = 0;
  inChannels: i32 = 0;
  outHeight: i32 = 0;
  outWidth: i32 = 0;
  outChannels: i32 = 0;
  pixelCount: i32 = 0;
  kernelPx: i32 = 0;
  stridePx: i32 = 0;
  paddingPx: i32 = 0;
  /** The outputs' gradient, `[pixels][outChannels]`. */
  dy: usize = 0;
  /** The same as `[panels][pixels][8]`; 0 for a 1×1 kernel over many pixels, which reads both as they are. */
  packed: usize = 0;
  /** The weights' gradient, or one part for each split `[splits][weights][outChannels]`. */
  target: usize = 0;
  isAdded: i32 = 0;
  splitPixels: i32 = 0;
  groups: i32 = 0;
  local: usize = 0;
  localBytes: i32 = 0;
}

/** Rows of weights `[tap · inChannels]` of a unit: a multiple of every ROWS. */
const GROUP_ROWS = 12;
const BLOCK_PIXELS = 256;
/** Fewer where neighbours lie far apart: their cache lines fall into few sets. */
const PLAIN_BLOCK_PIXELS = 64;

/** A unit: one split of the pixels, one group of weight rows. */
export function filterGradient(args: usize, unit: i32, thread: i32): void {
  const at = changetype<FilterArguments>(args);
  const split = unit / at.groups;
  const firstRow = (unit - split * at.groups) * GROUP_ROWS;
  const allRows = at.kernelPx * at.kernelPx * at.inChannels;
  const lastRow = min(allRows, firstRow + GROUP_ROWS);
  const lastPixel = min(at.pixelCount, (split + 1) * at.splitPixels);
  const columns = at.local + <usize>(thread * at.localBytes);
  const target = at.target + bytes(at.isAdded ? 0 : split * allRows * at.outChannels);
  let isAdded = at.isAdded;
  const isPlain = at.packed == 0;
  const blockPixels = isPlain ? PLAIN_BLOCK_PIXELS : BLOCK_PIXELS;
  for (let pixel = split * at.splitPixels; pixel < lastPixel; pixel += blockPixels) {
    const count = min(blockPixels, lastPixel - pixel);
    for (let row = firstRow; row < lastRow; row += ROWS) {
      if (!isPlain) gather(at, pixel, count, row, allRows, columns);
      for (let column = 0; column < at.outChannels; column += COLUMNS)
        multiplyColumns(
          isPlain ? at.x + bytes(pixel * at.inChannels + row) : columns,
          bytes(isPlain ? at.inChannels : ROWS),
          isPlain
            ? at.dy + bytes(pixel * at.outChannels + column)
            : at.packed + bytes(column * at.pixelCount + pixel * COLUMNS),
          bytes(isPlain ? at.outChannels : COLUMNS),
          count,
          target + bytes(row * at.outChannels + column),
          min(ROWS, lastRow - row),
          at.outChannels,
          at.outChannels - column,
          isAdded,
        );
    }
    isAdded = 1;
  }
}

/** Copies the inputs of ROWS weights for `count` pixels: `[pixel][ROWS]`. */
function gather(
  at: FilterArguments,
  pixel: i32,
  count: i32,
  firstRow: i32,
  allRows: i32,
  to: usize,
): void {
  const lineRows = at.kernelPx * at.inChannels;
  let row = 0;
  while (row < ROWS && firstRow + row < allRows) {
    const tapY = (firstRow + row) / lineRows;
    const place = firstRow + row - tapY * lineRows;
    const width = min(ROWS - row, lineRows - place);
    gatherLine(at, pixel, count, tapY - at.paddingPx, place, width, to + bytes(row));
    row += width;
  }
}

/** The `width` weights from `place` of a kernel row: neighbours in the input as in the kernel. */
function gatherLine(
  at: FilterArguments,
  pixel: i32,
  count: i32,
  tapY: i32,
  place: i32,
  width: i32,
  to: usize,
): void {
  const image = at.outHeight * at.outWidth;
  const lineFloats = at.inWidth * at.inChannels;
  let b = pixel / image;
  let outY = (pixel - b * image) / at.outWidth;
  let outX = pixel - b * image - outY * at.outWidth;
  while (count > 0) {
    const y = outY * at.stridePx + tapY;
    const isInside = <u32>y < <u32>at.inHeight;
    const line = at.x + bytes((b * at.inHeight + y) * lineFloats);
    const end = min(at.outWidth, outX + count);
    count -= end - outX;
    let first = (outX * at.stridePx - at.paddingPx) * at.inChannels + place;
    for (; outX < end; outX++) {
      const from = line + bytes(first);
      if (isInside && first >= 0 && first + width <= lineFloats) {
        if (width == ROWS) {
          v128.store(to, v128.load(from));
          if (ROWS > 4) store<i64>(to, load<i64>(from, 16), 16);
        } else
          for (let i = 0; i < width; i++) store<f32>(to + bytes(i), load<f32>(from + bytes(i)));
      } else
        for (let i = 0; i < width; i++) {
          const hasInput = isInside && <u32>(first + i) < <u32>lineFloats;
          store<f32>(to + bytes(i), hasInput ? load<f32>(from + bytes(i)) : 0);
        }
      first += at.stridePx * at.inChannels;
      to += bytes(ROWS);
    }
    outX = 0;
    if (++outY == at.outHeight) {
      outY = 0;
      b++;
    }
  }
}
