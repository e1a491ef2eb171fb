/** Transforms and packs the weights of 3×3 convolutions for products of tiles. */
import { COLUMNS } from "./tile";
import { bytes } from "./vector";
import { PRODUCTS } from "./winogradTiles";

@unmanaged
class WinogradPackArguments {
  weight: usize = 0;
  /** `[panels][16][depth][8]`, as `panelBytes` says. */
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

/** Of one product's panel. One cache line longer than its weights: else all 16 would fall into one set. */
export function panelBytes(depth: i32): usize {
  return bytes(depth * COLUMNS + 16);
}

/** A unit: one panel of transformed weights, GgGᵀ. */
export function winogradPack(args: usize, unit: i32, thread: i32): void {
  const at = changetype<WinogradPackArguments>(args);
  const plane = panelBytes(at.depth);
  const panel = at.packed + <usize>(unit * PRODUCTS) * plane;
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
        const to = panel + bytes((k + i) * COLUMNS + half);
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
