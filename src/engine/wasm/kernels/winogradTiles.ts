/**
 * Tiles of 3×3 convolutions of stride 1, F(2×2, 3×3): 2×2 outputs from 4×4 inputs, each transformed into
 * 16 numbers that are multiplied number by number. https://arxiv.org/abs/1509.09308
 */
import { bytes, storeLanes } from "./vector";

/** Tiles that a unit multiplies: a multiple of every ROWS. */
export const BLOCK_TILES = 48;
/** Of 4×4 inputs and weights. */
export const PRODUCTS = 16;

@unmanaged
export class Tiles {
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
  /** `[blocks][16][BLOCK_TILES][inChannels]`, as `planeBytes` says. */
  inputs: usize = 0;
  /** `[blocks][16][BLOCK_TILES][outChannels]`, likewise. */
  products: usize = 0;
  /** As many as the channels. */
  zeros: usize = 0;
}

/** Where the values of a tile begin in `[blocks][16][BLOCK_TILES][channels]`. */
export function tileAt(start: usize, tile: i32, channels: i32): usize {
  const block = tile / BLOCK_TILES;
  const row = tile - block * BLOCK_TILES;
  return start + <usize>(block * PRODUCTS) * planeBytes(channels) + bytes(row * channels);
}

/** Of one product of a block. One cache line longer than its values: else all 16 would fall into one set. */
export function planeBytes(channels: i32): usize {
  return bytes(BLOCK_TILES * channels + 16);
}

/** A unit: the inputs of `unitTiles` tiles. */
export function winogradInputs(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<Tiles>(args);
  const last = min(at.tileCount, (unit + 1) * at.unitTiles);
  for (let tile = unit * at.unitTiles; tile < last; tile++) transformInput(at, tile);
}

/** Bᵀ d B of the 4×4 inputs of a tile. */
function transformInput(at: Tiles, tile: i32): void {
  const index = at.firstTile + tile;
  const image = at.tileRows * at.tileColumns;
  const b = index / image;
  const tileY = (index - b * image) / at.tileColumns;
  const tileX = index - b * image - tileY * at.tileColumns;
  const y = tileY * 2 - at.paddingPx;
  const x = tileX * 2 - at.paddingPx;
  const line0 = lineAt(at, b, y);
  const line1 = lineAt(at, b, y + 1);
  const line2 = lineAt(at, b, y + 2);
  const line3 = lineAt(at, b, y + 3);
  const p00 = pixelAt(at, line0, x);
  const p01 = pixelAt(at, line0, x + 1);
  const p02 = pixelAt(at, line0, x + 2);
  const p03 = pixelAt(at, line0, x + 3);
  const p10 = pixelAt(at, line1, x);
  const p11 = pixelAt(at, line1, x + 1);
  const p12 = pixelAt(at, line1, x + 2);
  const p13 = pixelAt(at, line1, x + 3);
  const p20 = pixelAt(at, line2, x);
  const p21 = pixelAt(at, line2, x + 1);
  const p22 = pixelAt(at, line2, x + 2);
  const p23 = pixelAt(at, line2, x + 3);
  const p30 = pixelAt(at, line3, x);
  const p31 = pixelAt(at, line3, x + 1);
  const p32 = pixelAt(at, line3, x + 2);
  const p33 = pixelAt(at, line3, x + 3);
  const plane = planeBytes(at.inChannels);
  const start = tileAt(at.inputs, tile, at.inChannels);
  for (let c = 0; c < at.inChannels; c += 4) {
    const offset = bytes(c);
    const count = at.inChannels - c;
    const d00 = v128.load(p00 + offset);
    const d01 = v128.load(p01 + offset);
    const d02 = v128.load(p02 + offset);
    const d03 = v128.load(p03 + offset);
    const d10 = v128.load(p10 + offset);
    const d11 = v128.load(p11 + offset);
    const d12 = v128.load(p12 + offset);
    const d13 = v128.load(p13 + offset);
    const d20 = v128.load(p20 + offset);
    const d21 = v128.load(p21 + offset);
    const d22 = v128.load(p22 + offset);
    const d23 = v128.load(p23 + offset);
    const d30 = v128.load(p30 + offset);
    const d31 = v128.load(p31 + offset);
    const d32 = v128.load(p32 + offset);
    const d33 = v128.load(p33 + offset);
    const to = start + offset;
    storeInputs(
      to,
      plane,
      f32x4.sub(d00, d20),
      f32x4.sub(d01, d21),
      f32x4.sub(d02, d22),
      f32x4.sub(d03, d23),
      count,
    );
    storeInputs(
      to + plane * 4,
      plane,
      f32x4.add(d10, d20),
      f32x4.add(d11, d21),
      f32x4.add(d12, d22),
      f32x4.add(d13, d23),
      count,
    );
    storeInputs(
      to + plane * 8,
      plane,
      f32x4.sub(d20, d10),
      f32x4.sub(d21, d11),
      f32x4.sub(d22, d12),
      f32x4.sub(d23, d13),
      count,
    );
    storeInputs(
      to + plane * 12,
      plane,
      f32x4.sub(d10, d30),
      f32x4.sub(d11, d31),
      f32x4.sub(d12, d32),
      f32x4.sub(d13, d33),
      count,
    );
  }
}

/** An input line, or 0 for one outside the image. */
function lineAt(at: Tiles, b: i32, y: i32): usize {
  if (<u32>y >= <u32>at.inHeight) return 0;
  return at.x + bytes((b * at.inHeight + y) * at.inWidth * at.inChannels);
}

/** An input pixel, or zeros in place of one outside the image. */
function pixelAt(at: Tiles, line: usize, x: i32): usize {
  return line != 0 && <u32>x < <u32>at.inWidth ? line + bytes(x * at.inChannels) : at.zeros;
}

/** One row of Bᵀ d, times B. */
function storeInputs(
  to: usize,
  plane: usize,
  r0: v128,
  r1: v128,
  r2: v128,
  r3: v128,
  count: i32,
): void {
  storeLanes(to, f32x4.sub(r0, r2), count);
  storeLanes(to + plane, f32x4.add(r1, r2), count);
  storeLanes(to + plane * 2, f32x4.sub(r2, r1), count);
  storeLanes(to + plane * 3, f32x4.sub(r1, r3), count);
}
