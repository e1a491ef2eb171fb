/**
 * The filter gradient as a matrix product over pixels: a few weights' inputs are copied beside each
 * other for a block of pixels (zeros outside the image), and multiplied with the packed gradient.
 */
import { COLUMNS, ROWS } from "./tile";
import { bytes, multiplyAdd, storeLanes } from "./vector";

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
  /** The outputs' gradient, `[panels][pixels][8]`. */
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
  for (let pixel = split * at.splitPixels; pixel < lastPixel; pixel += BLOCK_PIXELS) {
    const count = min(BLOCK_PIXELS, lastPixel - pixel);
    for (let row = firstRow; row < lastRow; row += ROWS) {
      gather(at, pixel, count, row, allRows, columns);
      for (let column = 0; column < at.outChannels; column += COLUMNS)
        multiplyColumns(
          columns,
          at.packed + bytes(column * at.pixelCount + pixel * COLUMNS),
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
  let row = 0;
  while (row < ROWS && firstRow + row < allRows) {
    const tap = (firstRow + row) / at.inChannels;
    const channel = firstRow + row - tap * at.inChannels;
    const width = min(ROWS - row, at.inChannels - channel);
    gatherTap(at, pixel, count, tap, channel, width, to + bytes(row));
    row += width;
  }
}

function gatherTap(
  at: FilterArguments,
  pixel: i32,
  count: i32,
  tap: i32,
  channel: i32,
  width: i32,
  to: usize,
): void {
  const tapY = tap / at.kernelPx - at.paddingPx;
  const tapX = tap - (tap / at.kernelPx) * at.kernelPx - at.paddingPx;
  const image = at.outHeight * at.outWidth;
  let b = pixel / image;
  let outY = (pixel - b * image) / at.outWidth;
  let outX = pixel - b * image - outY * at.outWidth;
  while (count > 0) {
    const y = outY * at.stridePx + tapY;
    const isInside = <u32>y < <u32>at.inHeight;
    const line = at.x + bytes((b * at.inHeight + y) * at.inWidth * at.inChannels + channel);
    const end = min(at.outWidth, outX + count);
    count -= end - outX;
    for (; outX < end; outX++) {
      const x = outX * at.stridePx + tapX;
      const from = line + bytes(x * at.inChannels);
      const hasInput = isInside && <u32>x < <u32>at.inWidth;
      if (width == ROWS) {
        v128.store(to, hasInput ? v128.load(from) : f32x4.splat(0));
        if (ROWS > 4) store<i64>(to, hasInput ? load<i64>(from, 16) : 0, 16);
      } else
        for (let i = 0; i < width; i++)
          store<f32>(to + bytes(i), hasInput ? load<f32>(from + bytes(i)) : 0);
      to += bytes(ROWS);
    }
    outX = 0;
    if (++outY == at.outHeight) {
      outY = 0;
      b++;
    }
  }
}

/** target[row][8] (+)= Σ over pixels of a[pixel][row] · b[pixel][8]. */
function multiplyColumns(
  a: usize,
  b: usize,
  count: i32,
  target: usize,
  rowCount: i32,
  targetStride: i32,
  width: i32,
  isAdded: i32,
): void {
  let v: v128;
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = f32x4.splat(0);
  let c11 = c10;
  let c20 = f32x4.splat(0);
  let c21 = c20;
  let c30 = f32x4.splat(0);
  let c31 = c30;
  let c40 = f32x4.splat(0);
  let c41 = c40;
  let c50 = f32x4.splat(0);
  let c51 = c50;
  let b0: v128;
  let b1: v128;
  for (; count >= 2; count -= 2) {
    const next = a + bytes(ROWS);
    b0 = v128.load(b, 0);
    b1 = v128.load(b, 16);
    v = v128.load_splat<f32>(a, 0);
    c00 = multiplyAdd(v, b0, c00);
    c01 = multiplyAdd(v, b1, c01);
    v = v128.load_splat<f32>(a, 4);
    c10 = multiplyAdd(v, b0, c10);
    c11 = multiplyAdd(v, b1, c11);
    v = v128.load_splat<f32>(a, 8);
    c20 = multiplyAdd(v, b0, c20);
    c21 = multiplyAdd(v, b1, c21);
    v = v128.load_splat<f32>(a, 12);
    c30 = multiplyAdd(v, b0, c30);
    c31 = multiplyAdd(v, b1, c31);
    if (ROWS > 4) {
      v = v128.load_splat<f32>(a, 16);
      c40 = multiplyAdd(v, b0, c40);
      c41 = multiplyAdd(v, b1, c41);
      v = v128.load_splat<f32>(a, 20);
      c50 = multiplyAdd(v, b0, c50);
      c51 = multiplyAdd(v, b1, c51);
    }
    b0 = v128.load(b, 32);
    b1 = v128.load(b, 48);
    v = v128.load_splat<f32>(next, 0);
    c00 = multiplyAdd(v, b0, c00);
    c01 = multiplyAdd(v, b1, c01);
    v = v128.load_splat<f32>(next, 4);
    c10 = multiplyAdd(v, b0, c10);
    c11 = multiplyAdd(v, b1, c11);
    v = v128.load_splat<f32>(next, 8);
    c20 = multiplyAdd(v, b0, c20);
    c21 = multiplyAdd(v, b1, c21);
    v = v128.load_splat<f32>(next, 12);
    c30 = multiplyAdd(v, b0, c30);
    c31 = multiplyAdd(v, b1, c31);
    if (ROWS > 4) {
      v = v128.load_splat<f32>(next, 16);
      c40 = multiplyAdd(v, b0, c40);
      c41 = multiplyAdd(v, b1, c41);
      v = v128.load_splat<f32>(next, 20);
      c50 = multiplyAdd(v, b0, c50);
      c51 = multiplyAdd(v, b1, c51);
    }
    a = next + bytes(ROWS);
    b += 64;
  }
  if (count > 0) {
    b0 = v128.load(b, 0);
    b1 = v128.load(b, 16);
    v = v128.load_splat<f32>(a, 0);
    c00 = multiplyAdd(v, b0, c00);
    c01 = multiplyAdd(v, b1, c01);
    v = v128.load_splat<f32>(a, 4);
    c10 = multiplyAdd(v, b0, c10);
    c11 = multiplyAdd(v, b1, c11);
    v = v128.load_splat<f32>(a, 8);
    c20 = multiplyAdd(v, b0, c20);
    c21 = multiplyAdd(v, b1, c21);
    v = v128.load_splat<f32>(a, 12);
    c30 = multiplyAdd(v, b0, c30);
    c31 = multiplyAdd(v, b1, c31);
    if (ROWS > 4) {
      v = v128.load_splat<f32>(a, 16);
      c40 = multiplyAdd(v, b0, c40);
      c41 = multiplyAdd(v, b1, c41);
      v = v128.load_splat<f32>(a, 20);
      c50 = multiplyAdd(v, b0, c50);
      c51 = multiplyAdd(v, b1, c51);
    }
  }
  storeSums(target + bytes(0 * targetStride), c00, c01, width, isAdded);
  if (rowCount > 1) storeSums(target + bytes(1 * targetStride), c10, c11, width, isAdded);
  if (rowCount > 2) storeSums(target + bytes(2 * targetStride), c20, c21, width, isAdded);
  if (rowCount > 3) storeSums(target + bytes(3 * targetStride), c30, c31, width, isAdded);
  if (ROWS > 4 && rowCount > 4)
    storeSums(target + bytes(4 * targetStride), c40, c41, width, isAdded);
  if (ROWS > 4 && rowCount > 5)
    storeSums(target + bytes(5 * targetStride), c50, c51, width, isAdded);
}

function storeSums(to: usize, left: v128, right: v128, width: i32, isAdded: i32): void {
  if (isAdded) {
    left = f32x4.add(left, v128.load(to));
    right = f32x4.add(right, v128.load(to, 16));
  }
  storeLanes(to, left, width);
  storeLanes(to + 16, right, width - 4);
}
