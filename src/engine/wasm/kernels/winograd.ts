/** 3×3 convolutions of stride 1 with 2.25 times fewer multiplications: sums of products of tiles. */
import { COLUMNS, Finish, multiplyTile, ROWS } from "./tile";
import { bytes, clamp, storeLanes } from "./vector";
import { panelBytes } from "./winogradPack";
import { BLOCK_TILES, planeBytes, PRODUCTS, tileAt, Tiles } from "./winogradTiles";

@unmanaged
class WinogradArguments extends Tiles {
  /** `[panels][16][inChannels][8]`, as `panelBytes` says. */
  packed: usize = 0;
  blockPanels: i32 = 0;
  panelGroups: i32 = 0;
  tileBlocks: i32 = 0;
  local: usize = 0;
  localBytes: i32 = 0;
  bias: usize = 0;
  hasAddend: i32 = 0;
  addendOffset: usize = 0;
  isPlain: i32 = 0;
  low: f32 = 0;
  high: f32 = 0;
}

/** A unit: one of the 16 products, for a block of tiles and a group of panels. */
export function winogradProducts(args: usize, unit: i32, thread: i32): void {
  const at = changetype<WinogradArguments>(args);
  const units = at.tileBlocks * at.panelGroups;
  const plane = unit / units;
  const group = (unit - plane * units) / at.tileBlocks;
  const block = unit - plane * units - group * at.tileBlocks;
  const count = min(BLOCK_TILES, at.tileCount - block * BLOCK_TILES);
  const finish = changetype<Finish>(at.local + <usize>(thread * at.localBytes));
  finish.bias = at.zeros;
  finish.hasAddend = 0;
  finish.isPlain = 1;
  finish.low = -Infinity;
  finish.high = Infinity;
  const outputs = changetype<usize>(finish) + offsetof<Finish>();
  const pointers = outputs + bytes(BLOCK_TILES);
  const tileCount = (count + ROWS - 1) / ROWS;
  const index = <usize>(block * PRODUCTS + plane);
  const inputs = at.inputs + index * planeBytes(at.inChannels);
  const products = at.products + index * planeBytes(at.outChannels);
  for (let i = 0; i < tileCount * ROWS; i++) {
    const tile = min(i, count - 1);
    store<u32>(pointers + bytes(i), <u32>(inputs + bytes(tile * at.inChannels)));
    store<u32>(outputs + bytes(i), <u32>(products + bytes(tile * at.outChannels)));
  }
  const panelCount = (at.outChannels + COLUMNS - 1) / COLUMNS;
  const lastPanel = min(panelCount, (group + 1) * at.blockPanels);
  for (let panel = group * at.blockPanels; panel < lastPanel; panel++)
    for (let tile = 0; tile < tileCount; tile++)
      multiplyTile(
        pointers + bytes(tile * ROWS),
        1,
        at.inChannels,
        at.packed + <usize>(panel * PRODUCTS + plane) * panelBytes(at.inChannels),
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
  const plane = planeBytes(at.outChannels);
  const start = tileAt(at.products, tile, at.outChannels);
  const pixelBytes = bytes(at.outChannels);
  const hasRight = tileX * 2 + 1 < at.outWidth;
  const hasBottom = tileY * 2 + 1 < at.outHeight;
  for (let c = 0; c < at.outChannels; c += 4) {
    const from = start + bytes(c);
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
