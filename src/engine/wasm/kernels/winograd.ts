/**
 * 3×3 convolutions of stride 1 with 2.25 times fewer multiplications: tiles of 2×2 outputs are sums of
 * 16 products of transformed inputs and weights, F(2×2, 3×3). https://arxiv.org/abs/1509.09308
 */
import { COLUMNS, Finish, multiplyTile, ROWS } from "./tile";
import { bytes, clamp, storeLanes } from "./vector";

@unmanaged
class WinogradArguments {
  x: usize = 0;
  y: usize = 0;
  inHeight: i32 = 0;
  inWidth: i32 = 0;
  inChannels: i32 = 0;
  outHeight: i32 = 0;
  outWidth: i32 = 0;
  outChannels: i32 = 0;
  paddingPx: i32 = 0;
  tileRows: i32 = 0;
  tileColumns: i32 = 0;
  /** The tiles at hand. */
  firstTile: i32 = 0;
  tileCount: i32 = 0;
  unitTiles: i32 = 0;
  /** `[16][tileCount][inChannels]` */
  inputs: usize = 0;
  /** `[16][tileCount][outChannels]` */
  products: usize = 0;
  /** `[16][panels][inChannels][8]` */
  packed: usize = 0;
  blockPanels: i32 = 0;
  panelGroups: i32 = 0;
  tileBlocks: i32 = 0;
  local: usize = 0;
  localBytes: i32 = 0;
  noBias: usize = 0;
  bias: usize = 0;
  hasAddend: i32 = 0;
  addendOffset: usize = 0;
  low: f32 = 0;
  high: f32 = 0;
}

/** A unit: the inputs of `unitTiles` tiles. */
export function winogradInputs(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<WinogradArguments>(args);
  const last = min(at.tileCount, (unit + 1) * at.unitTiles);
  for (let tile = unit * at.unitTiles; tile < last; tile++) transformInput(at, tile);
}

function transformInput(at: WinogradArguments, tile: i32): void {
  const index = at.firstTile + tile;
  const image = at.tileRows * at.tileColumns;
  const b = index / image;
  const tileY = (index - b * image) / at.tileColumns;
  const tileX = index - b * image - tileY * at.tileColumns;
  const top = tileY * 2 - at.paddingPx;
  const left = tileX * 2 - at.paddingPx;
  const isInside = top >= 0 && left >= 0 && top + 3 < at.inHeight && left + 3 < at.inWidth;
  const plane = bytes(at.tileCount * at.inChannels);
  const pixelBytes = bytes(at.inChannels);
  for (let c = 0; c < at.inChannels; c += 4) {
    let to = at.inputs + bytes(tile * at.inChannels + c);
    const corner = at.x + bytes(((b * at.inHeight + top) * at.inWidth + left) * at.inChannels + c);
    const count = at.inChannels - c;
    // Columns first: row i of Bᵀd for each of the four columns.
    for (let i = 0; i < 4; i++) {
      const first = i == 0 ? 0 : i == 2 ? 2 : 1;
      const second = i == 0 ? 2 : i == 1 ? 2 : i == 2 ? 1 : 3;
      const isSum = i == 1;
      const r0 = combine(at, corner, first, second, 0, top, left, isInside, isSum, pixelBytes);
      const r1 = combine(at, corner, first, second, 1, top, left, isInside, isSum, pixelBytes);
      const r2 = combine(at, corner, first, second, 2, top, left, isInside, isSum, pixelBytes);
      const r3 = combine(at, corner, first, second, 3, top, left, isInside, isSum, pixelBytes);
      storeLanes(to, f32x4.sub(r0, r2), count);
      storeLanes(to + plane, f32x4.add(r1, r2), count);
      storeLanes(to + plane * 2, f32x4.sub(r2, r1), count);
      storeLanes(to + plane * 3, f32x4.sub(r1, r3), count);
      to += plane * 4;
    }
  }
}

/** Input (first, column) ± (second, column), zeros outside the image. */
function combine(
  at: WinogradArguments,
  corner: usize,
  first: i32,
  second: i32,
  column: i32,
  top: i32,
  left: i32,
  isInside: bool,
  isSum: bool,
  pixelBytes: usize,
): v128 {
  const hasColumn = isInside || <u32>(left + column) < <u32>at.inWidth;
  const hasFirst = hasColumn && (isInside || <u32>(top + first) < <u32>at.inHeight);
  const hasSecond = hasColumn && (isInside || <u32>(top + second) < <u32>at.inHeight);
  const a = hasFirst
    ? v128.load(corner + <usize>(first * at.inWidth + column) * pixelBytes)
    : f32x4.splat(0);
  const b = hasSecond
    ? v128.load(corner + <usize>(second * at.inWidth + column) * pixelBytes)
    : f32x4.splat(0);
  return isSum ? f32x4.add(a, b) : f32x4.sub(a, b);
}

/** Tiles that a unit multiplies: a multiple of every ROWS. */
const BLOCK_TILES = 48;

/** A unit: one of the 16 products, for a block of tiles and a group of panels. */
export function winogradProducts(args: usize, unit: i32, thread: i32): void {
  const at = changetype<WinogradArguments>(args);
  const units = at.tileBlocks * at.panelGroups;
  const plane = unit / units;
  const group = (unit - plane * units) / at.tileBlocks;
  const first = (unit - plane * units - group * at.tileBlocks) * BLOCK_TILES;
  const count = min(BLOCK_TILES, at.tileCount - first);
  const finish = changetype<Finish>(at.local + <usize>(thread * at.localBytes));
  finish.bias = at.noBias;
  finish.hasAddend = 0;
  finish.low = -Infinity;
  finish.high = Infinity;
  const outputs = changetype<usize>(finish) + offsetof<Finish>();
  const pointers = outputs + bytes(BLOCK_TILES);
  const tileCount = (count + ROWS - 1) / ROWS;
  for (let i = 0; i < tileCount * ROWS; i++) {
    const tile = plane * at.tileCount + first + min(i, count - 1);
    store<u32>(pointers + bytes(i), <u32>(at.inputs + bytes(tile * at.inChannels)));
    store<u32>(outputs + bytes(i), <u32>(at.products + bytes(tile * at.outChannels)));
  }
  const panelCount = (at.outChannels + COLUMNS - 1) / COLUMNS;
  const lastPanel = min(panelCount, (group + 1) * at.blockPanels);
  for (let panel = group * at.blockPanels; panel < lastPanel; panel++)
    for (let tile = 0; tile < tileCount; tile++)
      multiplyTile(
        pointers + bytes(tile * ROWS),
        1,
        at.inChannels,
        at.packed + bytes((plane * panelCount + panel) * at.inChannels * COLUMNS),
        outputs + bytes(tile * ROWS),
        min(ROWS, count - tile * ROWS),
        panel * COLUMNS,
        at.outChannels,
        finish,
      );
}

/** A unit: the outputs of `unitTiles` tiles. */
export function winogradOutputs(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<WinogradArguments>(args);
  const last = min(at.tileCount, (unit + 1) * at.unitTiles);
  for (let tile = unit * at.unitTiles; tile < last; tile++) transformOutput(at, tile);
}

function transformOutput(at: WinogradArguments, tile: i32): void {
  const index = at.firstTile + tile;
  const image = at.tileRows * at.tileColumns;
  const b = index / image;
  const tileY = (index - b * image) / at.tileColumns;
  const tileX = index - b * image - tileY * at.tileColumns;
  const plane = bytes(at.tileCount * at.outChannels);
  const pixelBytes = bytes(at.outChannels);
  const hasRight = tileX * 2 + 1 < at.outWidth;
  const hasBottom = tileY * 2 + 1 < at.outHeight;
  for (let c = 0; c < at.outChannels; c += 4) {
    const from = at.products + bytes(tile * at.outChannels + c);
    let top0: v128, top1: v128, top2: v128, top3: v128;
    let bottom0: v128, bottom1: v128, bottom2: v128, bottom3: v128;
    top0 = sum3(from, plane * 4);
    bottom0 = difference3(from + plane * 4, plane * 4);
    top1 = sum3(from + plane, plane * 4);
    bottom1 = difference3(from + plane * 5, plane * 4);
    top2 = sum3(from + plane * 2, plane * 4);
    bottom2 = difference3(from + plane * 6, plane * 4);
    top3 = sum3(from + plane * 3, plane * 4);
    bottom3 = difference3(from + plane * 7, plane * 4);
    const count = at.outChannels - c;
    const to =
      at.y + bytes(((b * at.outHeight + tileY * 2) * at.outWidth + tileX * 2) * at.outChannels + c);
    const bias = v128.load(at.bias + bytes(c));
    const below = <usize>at.outWidth * pixelBytes;
    finishPixel(at, to, f32x4.add(f32x4.add(top0, top1), top2), bias, count);
    if (hasRight)
      finishPixel(at, to + pixelBytes, f32x4.sub(f32x4.sub(top1, top2), top3), bias, count);
    if (hasBottom)
      finishPixel(at, to + below, f32x4.add(f32x4.add(bottom0, bottom1), bottom2), bias, count);
    if (hasRight && hasBottom)
      finishPixel(
        at,
        to + below + pixelBytes,
        f32x4.sub(f32x4.sub(bottom1, bottom2), bottom3),
        bias,
        count,
      );
  }
}

/** The first three of a column of four: a + b + c. */
function sum3(from: usize, step: usize): v128 {
  return f32x4.add(f32x4.add(v128.load(from), v128.load(from + step)), v128.load(from + step * 2));
}

/** The last three of a column of four: b − c − d. */
function difference3(from: usize, step: usize): v128 {
  return f32x4.sub(f32x4.sub(v128.load(from), v128.load(from + step)), v128.load(from + step * 2));
}

function finishPixel(at: WinogradArguments, to: usize, sum: v128, bias: v128, count: i32): void {
  let value = f32x4.add(sum, bias);
  if (at.hasAddend) value = f32x4.add(value, v128.load(to + at.addendOffset));
  storeLanes(to, clamp(value, f32x4.splat(at.low), f32x4.splat(at.high)), count);
}

@unmanaged
class WinogradPackArguments {
  weight: usize = 0;
  packed: usize = 0;
  /** 0, or 1 to turn the kernel round. */
  isTurned: i32 = 0;
  depth: i32 = 0;
  columns: i32 = 0;
  depthStride: i32 = 0;
  columnStride: i32 = 0;
  scale: usize = 0;
  local: usize = 0;
  localBytes: i32 = 0;
}

/** A unit: one panel of transformed weights, GgGᵀ. */
export function winogradPack(args: usize, unit: i32, thread: i32): void {
  const at = changetype<WinogradPackArguments>(args);
  const plane = bytes(((at.columns + COLUMNS - 1) / COLUMNS) * at.depth * COLUMNS);
  const tapBytes = bytes(at.depth * at.columns);
  const block = at.local + <usize>(thread * at.localBytes);
  for (let half = 0; half < COLUMNS; half += 4) {
    const first = unit * COLUMNS + half;
    const width = at.columns - first;
    const scale = at.scale ? v128.load(at.scale + bytes(first)) : f32x4.splat(1);
    const isInPlace = width >= 4 && at.columnStride == 1;
    for (let k = 0; k < at.depth; k += 4) {
      const depth = min(4, at.depth - k);
      const weight = at.weight + bytes(k * at.depthStride + first * at.columnStride);
      if (!isInPlace) gatherBlock(at, weight, tapBytes, depth, width, block);
      for (let i = 0; i < depth; i++) {
        let from = isInPlace ? weight + bytes(i * at.depthStride) : block + bytes(4 * i);
        let step = isInPlace ? tapBytes : bytes(16);
        if (at.isTurned) {
          from += 8 * step;
          step = 0 - step;
        }
        const to = at.packed + bytes((unit * at.depth + k + i) * COLUMNS + half);
        transformWeight(from, step, scale, to, plane);
      }
    }
  }
}

/** Copies the nine taps of 4 columns at up to 4 depths: `[tap][depth][column]`. */
function gatherBlock(
  at: WinogradPackArguments,
  weight: usize,
  tapBytes: usize,
  depth: i32,
  width: i32,
  to: usize,
): void {
  const column = bytes(at.columnStride);
  for (let tap = 0; tap < 9; tap++) {
    if (depth == 4 && width >= 4 && at.depthStride == 1) {
      const a = v128.load(weight);
      const b = v128.load(weight + column);
      const c = v128.load(weight + column * 2);
      const d = v128.load(weight + column * 3);
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const ab2 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const cd2 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
      v128.store(to, v128.shuffle<i64>(ab, cd, 1, 3), 16);
      v128.store(to, v128.shuffle<i64>(ab2, cd2, 0, 2), 32);
      v128.store(to, v128.shuffle<i64>(ab2, cd2, 1, 3), 48);
    } else
      for (let i = 0; i < depth; i++)
        for (let j = 0; j < 4; j++) {
          const from = weight + bytes(i * at.depthStride + j * at.columnStride);
          store<f32>(to + bytes(4 * i + j), j < width ? load<f32>(from) : 0);
        }
    weight += tapBytes;
    to += bytes(16);
  }
}

/** Four columns at one depth: nine taps, `step` apart, to sixteen planes. */
function transformWeight(from: usize, step: usize, scale: v128, to: usize, plane: usize): void {
  const next = step * 3;
  for (let x = 0; x < 3; x++) {
    const top = f32x4.mul(v128.load(from), scale);
    const middle = f32x4.mul(v128.load(from + next), scale);
    const bottom = f32x4.mul(v128.load(from + next * 2), scale);
    const outer = f32x4.mul(f32x4.add(top, bottom), f32x4.splat(0.5));
    const inner = f32x4.mul(middle, f32x4.splat(0.5));
    spread(to, plane, x, top);
    spread(to + plane * 4, plane, x, f32x4.add(outer, inner));
    spread(to + plane * 8, plane, x, f32x4.sub(outer, inner));
    spread(to + plane * 12, plane, x, bottom);
    from += step;
  }
}

/** Adds kernel column `x` to the four planes of a row: [g0, (g0+g2+g1)/2, (g0+g2−g1)/2, g2]. */
function spread(to: usize, plane: usize, x: i32, value: v128): void {
  const half = f32x4.mul(value, f32x4.splat(0.5));
  if (x == 0) {
    v128.store(to, value);
    v128.store(to + plane, half);
    v128.store(to + plane * 2, half);
    return;
  }
  const sum = v128.load(to + plane);
  const difference = v128.load(to + plane * 2);
  v128.store(to + plane, f32x4.add(sum, half));
  v128.store(to + plane * 2, x == 1 ? f32x4.sub(difference, half) : f32x4.add(difference, half));
  if (x == 2) v128.store(to + plane * 3, value);
}
