/**
 * The filter gradient of a 3×3 convolution of stride 1 by tiles: with inputs V and outputs' gradients E of
 * each tile transformed to 16 numbers, the transformed weights' gradient is Σ V · E over all tiles.
 */
import { multiplyColumns } from "./columnTile";
import { COLUMNS, ROWS } from "./tile";
import { bytes, storeLanes } from "./vector";
import { BLOCK_TILES, planeBytes, PRODUCTS, tileAt, Tiles } from "./winogradTiles";

@unmanaged
class WinogradFilterArguments extends Tiles {
  /** `[16][inChannels][outChannels]`, as `sumPlaneBytes` says. */
  sums: usize = 0;
  /** Units that share the input channels of one product. */
  groups: i32 = 0;
  /** `[9][inChannels][outChannels]` */
  weightGradient: usize = 0;
  isAdded: i32 = 0;
}

/** A unit: the outputs' gradients of `unitTiles` tiles; `y` holds them and `products` receives them. */
export function winogradGradients(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<WinogradFilterArguments>(args);
  const last = min(at.tileCount, (unit + 1) * at.unitTiles);
  for (let tile = unit * at.unitTiles; tile < last; tile++) transformGradient(at, tile);
}

/** A dy Aᵀ of the 2×2 outputs of a tile. */
function transformGradient(at: WinogradFilterArguments, tile: i32): void {
  const index = at.firstTile + tile;
  const image = at.tileRows * at.tileColumns;
  const b = index / image;
  const tileY = (index - b * image) / at.tileColumns;
  const tileX = index - b * image - tileY * at.tileColumns;
  const hasRight = tileX * 2 + 1 < at.outWidth;
  const hasBottom = tileY * 2 + 1 < at.outHeight;
  const pixelBytes = bytes(at.outChannels);
  const p00 = at.y + <usize>((b * at.outHeight + tileY * 2) * at.outWidth + tileX * 2) * pixelBytes;
  const p01 = hasRight ? p00 + pixelBytes : at.zeros;
  const below = p00 + <usize>at.outWidth * pixelBytes;
  const p10 = hasBottom ? below : at.zeros;
  const p11 = hasRight && hasBottom ? below + pixelBytes : at.zeros;
  const plane = planeBytes(at.outChannels);
  const start = tileAt(at.products, tile, at.outChannels);
  for (let c = 0; c < at.outChannels; c += 4) {
    const offset = bytes(c);
    const count = at.outChannels - c;
    const d00 = v128.load(p00 + offset);
    const d01 = v128.load(p01 + offset);
    const d10 = v128.load(p10 + offset);
    const d11 = v128.load(p11 + offset);
    const to = start + offset;
    storeGradients(to, plane, d00, d01, count);
    storeGradients(to + plane * 4, plane, f32x4.add(d00, d10), f32x4.add(d01, d11), count);
    storeGradients(to + plane * 8, plane, f32x4.sub(d00, d10), f32x4.sub(d01, d11), count);
    storeGradients(to + plane * 12, plane, f32x4.neg(d10), f32x4.neg(d11), count);
  }
}

/** One row of A dy, times Aᵀ. */
function storeGradients(to: usize, plane: usize, left: v128, right: v128, count: i32): void {
  storeLanes(to, left, count);
  storeLanes(to + plane, f32x4.add(left, right), count);
  storeLanes(to + plane * 2, f32x4.sub(left, right), count);
  storeLanes(to + plane * 3, f32x4.neg(right), count);
}

/** Input channels of a unit: a multiple of every ROWS. */
const GROUP_ROWS = 24;

/** Of one product's sums. One cache line longer than them: else all 16 would fall into one set. */
function sumPlaneBytes(at: WinogradFilterArguments): usize {
  return bytes(at.inChannels * at.outChannels + 16);
}

/** Adds the tiles at hand to the sums. A unit: one of the 16 products, for some input channels. */
export function winogradFilterProducts(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<WinogradFilterArguments>(args);
  const plane = unit / at.groups;
  const firstRow = (unit - plane * at.groups) * GROUP_ROWS;
  const lastRow = min(at.inChannels, firstRow + GROUP_ROWS);
  const sums = at.sums + <usize>plane * sumPlaneBytes(at);
  for (let tile = 0; tile < at.tileCount; tile += BLOCK_TILES) {
    const inputs =
      tileAt(at.inputs, tile, at.inChannels) + <usize>plane * planeBytes(at.inChannels);
    const gradients =
      tileAt(at.products, tile, at.outChannels) + <usize>plane * planeBytes(at.outChannels);
    const count = min(BLOCK_TILES, at.tileCount - tile);
    for (let row = firstRow; row < lastRow; row += ROWS)
      for (let column = 0; column < at.outChannels; column += COLUMNS)
        multiplyColumns(
          inputs + bytes(row),
          bytes(at.inChannels),
          gradients + bytes(column),
          bytes(at.outChannels),
          count,
          sums + bytes(row * at.outChannels + column),
          min(ROWS, lastRow - row),
          at.outChannels,
          at.outChannels - column,
          at.firstTile + tile > 0 ? 1 : 0,
        );
  }
}

/** The weights' gradient (+)= Gᵀ Σ G. A unit: one input channel. */
export function winogradFilterFinish(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<WinogradFilterArguments>(args);
  const plane = sumPlaneBytes(at);
  const tap = bytes(at.inChannels * at.outChannels);
  for (let c = 0; c < at.outChannels; c += 4) {
    const place = bytes(unit * at.outChannels + c);
    const count = at.outChannels - c;
    // Rows of Gᵀ Σ, column by column: the first three columns and the last enter different taps.
    for (let row = 0; row < 3; row++) {
      const s0 = turnColumn(at.sums + place, plane * 4, row);
      const s1 = turnColumn(at.sums + place + plane, plane * 4, row);
      const s2 = turnColumn(at.sums + place + plane * 2, plane * 4, row);
      const s3 = turnColumn(at.sums + place + plane * 3, plane * 4, row);
      const half = f32x4.splat(0.5);
      const sum = f32x4.mul(f32x4.add(s1, s2), half);
      const difference = f32x4.mul(f32x4.sub(s1, s2), half);
      const to = at.weightGradient + <usize>(3 * row) * tap + place;
      putLanes(to, f32x4.add(s0, sum), count, at.isAdded);
      putLanes(to + tap, difference, count, at.isAdded);
      putLanes(to + tap * 2, f32x4.add(sum, s3), count, at.isAdded);
    }
  }
}

/** Row `row` of Gᵀ times a column of four: [1, ½, ½, 0], [0, ½, −½, 0], [0, ½, ½, 1]. */
function turnColumn(from: usize, step: usize, row: i32): v128 {
  const first = v128.load(from + step);
  const second = v128.load(from + step * 2);
  const half = f32x4.splat(0.5);
  if (row == 1) return f32x4.mul(f32x4.sub(first, second), half);
  const sum = f32x4.mul(f32x4.add(first, second), half);
  return f32x4.add(sum, v128.load(row == 0 ? from : from + step * 3));
}

function putLanes(to: usize, value: v128, count: i32, isAdded: i32): void {
  storeLanes(to, isAdded ? f32x4.add(v128.load(to), value) : value, count);
}
