/**
 * The inner kernel of every matrix product: ROWS rows that lie anywhere (one pointer for each row and
 * tap) times a packed panel of 8 columns. Written out, because the accumulators have to stay in registers.
 */
import { bytes, clamp, multiplyAdd, storeLanes } from "./vector";

/** Accumulators for 6 rows fill x64's 16 registers only where a product needs no register of its own. */
export const ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;
/** Columns of a panel. */
export const COLUMNS: i32 = 8;

/** What happens to a tile's sums before they are stored. */
@unmanaged
export class Finish {
  /** Added to each row; padded to whole panels. */
  bias: usize = 0;
  /** 1 where what lies `addendOffset` from the output is added. */
  hasAddend: i32 = 0;
  addendOffset: usize = 0;
  low: f32 = 0;
  high: f32 = 0;
}

/**
 * `rows` pointers: `[taps][ROWS]` to `depth` floats each. `packed`: `[taps · depth][8]`. `outputs`:
 * `[ROWS]` pointers to rows of `columnCount` floats, of which those from `firstColumn` are written.
 */
export function multiplyTile(
  pointers: usize,
  taps: i32,
  depth: i32,
  packed: usize,
  outputs: usize,
  rowCount: i32,
  firstColumn: i32,
  columnCount: i32,
  finish: Finish,
): void {
  const bias = finish.bias + bytes(firstColumn);
  let b0 = v128.load(bias);
  let b1 = v128.load(bias, 16);
  let c00 = b0;
  let c01 = b1;
  let c10 = b0;
  let c11 = b1;
  let c20 = b0;
  let c21 = b1;
  let c30 = b0;
  let c31 = b1;
  let c40 = b0;
  let c41 = b1;
  let c50 = b0;
  let c51 = b1;
  let a: v128;
  let b = packed;
  for (let tap = 0; tap < taps; tap++) {
    let a0 = <usize>load<u32>(pointers, 0);
    let a1 = <usize>load<u32>(pointers, 4);
    let a2 = <usize>load<u32>(pointers, 8);
    let a3 = <usize>load<u32>(pointers, 12);
    let a4 = ROWS > 4 ? <usize>load<u32>(pointers, 16) : 0;
    let a5 = ROWS > 4 ? <usize>load<u32>(pointers, 20) : 0;
    pointers += bytes(ROWS);
    let k = depth;
    for (; k >= 4; k -= 4) {
      b0 = v128.load(b, 0);
      b1 = v128.load(b, 16);
      a = v128.load_splat<f32>(a0, 0);
      c00 = multiplyAdd(a, b0, c00);
      c01 = multiplyAdd(a, b1, c01);
      a = v128.load_splat<f32>(a1, 0);
      c10 = multiplyAdd(a, b0, c10);
      c11 = multiplyAdd(a, b1, c11);
      a = v128.load_splat<f32>(a2, 0);
      c20 = multiplyAdd(a, b0, c20);
      c21 = multiplyAdd(a, b1, c21);
      a = v128.load_splat<f32>(a3, 0);
      c30 = multiplyAdd(a, b0, c30);
      c31 = multiplyAdd(a, b1, c31);
      if (ROWS > 4) {
        a = v128.load_splat<f32>(a4, 0);
        c40 = multiplyAdd(a, b0, c40);
        c41 = multiplyAdd(a, b1, c41);
        a = v128.load_splat<f32>(a5, 0);
        c50 = multiplyAdd(a, b0, c50);
        c51 = multiplyAdd(a, b1, c51);
      }
      b0 = v128.load(b, 32);
      b1 = v128.load(b, 48);
      a = v128.load_splat<f32>(a0, 4);
      c00 = multiplyAdd(a, b0, c00);
      c01 = multiplyAdd(a, b1, c01);
      a = v128.load_splat<f32>(a1, 4);
      c10 = multiplyAdd(a, b0, c10);
      c11 = multiplyAdd(a, b1, c11);
      a = v128.load_splat<f32>(a2, 4);
      c20 = multiplyAdd(a, b0, c20);
      c21 = multiplyAdd(a, b1, c21);
      a = v128.load_splat<f32>(a3, 4);
      c30 = multiplyAdd(a, b0, c30);
      c31 = multiplyAdd(a, b1, c31);
      if (ROWS > 4) {
        a = v128.load_splat<f32>(a4, 4);
        c40 = multiplyAdd(a, b0, c40);
        c41 = multiplyAdd(a, b1, c41);
        a = v128.load_splat<f32>(a5, 4);
        c50 = multiplyAdd(a, b0, c50);
        c51 = multiplyAdd(a, b1, c51);
      }
      b0 = v128.load(b, 64);
      b1 = v128.load(b, 80);
      a = v128.load_splat<f32>(a0, 8);
      c00 = multiplyAdd(a, b0, c00);
      c01 = multiplyAdd(a, b1, c01);
      a = v128.load_splat<f32>(a1, 8);
      c10 = multiplyAdd(a, b0, c10);
      c11 = multiplyAdd(a, b1, c11);
      a = v128.load_splat<f32>(a2, 8);
      c20 = multiplyAdd(a, b0, c20);
      c21 = multiplyAdd(a, b1, c21);
      a = v128.load_splat<f32>(a3, 8);
      c30 = multiplyAdd(a, b0, c30);
      c31 = multiplyAdd(a, b1, c31);
      if (ROWS > 4) {
        a = v128.load_splat<f32>(a4, 8);
        c40 = multiplyAdd(a, b0, c40);
        c41 = multiplyAdd(a, b1, c41);
        a = v128.load_splat<f32>(a5, 8);
        c50 = multiplyAdd(a, b0, c50);
        c51 = multiplyAdd(a, b1, c51);
      }
      b0 = v128.load(b, 96);
      b1 = v128.load(b, 112);
      a = v128.load_splat<f32>(a0, 12);
      c00 = multiplyAdd(a, b0, c00);
      c01 = multiplyAdd(a, b1, c01);
      a = v128.load_splat<f32>(a1, 12);
      c10 = multiplyAdd(a, b0, c10);
      c11 = multiplyAdd(a, b1, c11);
      a = v128.load_splat<f32>(a2, 12);
      c20 = multiplyAdd(a, b0, c20);
      c21 = multiplyAdd(a, b1, c21);
      a = v128.load_splat<f32>(a3, 12);
      c30 = multiplyAdd(a, b0, c30);
      c31 = multiplyAdd(a, b1, c31);
      if (ROWS > 4) {
        a = v128.load_splat<f32>(a4, 12);
        c40 = multiplyAdd(a, b0, c40);
        c41 = multiplyAdd(a, b1, c41);
        a = v128.load_splat<f32>(a5, 12);
        c50 = multiplyAdd(a, b0, c50);
        c51 = multiplyAdd(a, b1, c51);
      }
      b += 128;
      a0 += 16;
      a1 += 16;
      a2 += 16;
      a3 += 16;
      a4 += 16;
      a5 += 16;
    }
    for (; k > 0; k--) {
      b0 = v128.load(b, 0);
      b1 = v128.load(b, 16);
      a = v128.load_splat<f32>(a0, 0);
      c00 = multiplyAdd(a, b0, c00);
      c01 = multiplyAdd(a, b1, c01);
      a = v128.load_splat<f32>(a1, 0);
      c10 = multiplyAdd(a, b0, c10);
      c11 = multiplyAdd(a, b1, c11);
      a = v128.load_splat<f32>(a2, 0);
      c20 = multiplyAdd(a, b0, c20);
      c21 = multiplyAdd(a, b1, c21);
      a = v128.load_splat<f32>(a3, 0);
      c30 = multiplyAdd(a, b0, c30);
      c31 = multiplyAdd(a, b1, c31);
      if (ROWS > 4) {
        a = v128.load_splat<f32>(a4, 0);
        c40 = multiplyAdd(a, b0, c40);
        c41 = multiplyAdd(a, b1, c41);
        a = v128.load_splat<f32>(a5, 0);
        c50 = multiplyAdd(a, b0, c50);
        c51 = multiplyAdd(a, b1, c51);
      }
      b += 32;
      a0 += 4;
      a1 += 4;
      a2 += 4;
      a3 += 4;
      a4 += 4;
      a5 += 4;
    }
  }
  storeRow(outputs, firstColumn, columnCount, c00, c01, finish);
  if (rowCount > 1) storeRow(outputs + 4, firstColumn, columnCount, c10, c11, finish);
  if (rowCount > 2) storeRow(outputs + 8, firstColumn, columnCount, c20, c21, finish);
  if (rowCount > 3) storeRow(outputs + 12, firstColumn, columnCount, c30, c31, finish);
  if (ROWS > 4 && rowCount > 4) storeRow(outputs + 16, firstColumn, columnCount, c40, c41, finish);
  if (ROWS > 4 && rowCount > 5) storeRow(outputs + 20, firstColumn, columnCount, c50, c51, finish);
}

function storeRow(
  output: usize,
  firstColumn: i32,
  columnCount: i32,
  left: v128,
  right: v128,
  finish: Finish,
): void {
  const to = <usize>load<u32>(output) + bytes(firstColumn);
  const low = f32x4.splat(finish.low);
  const high = f32x4.splat(finish.high);
  if (finish.hasAddend) {
    const addend = to + finish.addendOffset;
    left = f32x4.add(left, v128.load(addend));
    right = f32x4.add(right, v128.load(addend, 16));
  }
  storeLanes(to, clamp(left, low, high), columnCount - firstColumn);
  storeLanes(to + 16, clamp(right, low, high), columnCount - firstColumn - 4);
}
