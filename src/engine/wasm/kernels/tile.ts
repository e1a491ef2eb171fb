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
  /** 1 where nothing but the bias is added, and nothing clamped. */
  isPlain: i32 = 0;
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
    // Not unrolled: V8 then keeps all sums in registers, and the loop reaches the processor's peak.
    for (let k = depth; k > 0; k--) {
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
  const width = columnCount - firstColumn;
  if (rowCount == ROWS && width >= COLUMNS && finish.isPlain) {
    const column = bytes(firstColumn);
    storePair(<usize>load<u32>(outputs, 0) + column, c00, c01);
    storePair(<usize>load<u32>(outputs, 4) + column, c10, c11);
    storePair(<usize>load<u32>(outputs, 8) + column, c20, c21);
    storePair(<usize>load<u32>(outputs, 12) + column, c30, c31);
    if (ROWS > 4) storePair(<usize>load<u32>(outputs, 16) + column, c40, c41);
    if (ROWS > 4) storePair(<usize>load<u32>(outputs, 20) + column, c50, c51);
    return;
  }
  storeRow(outputs, firstColumn, width, c00, c01, finish);
  if (rowCount > 1) storeRow(outputs + 4, firstColumn, width, c10, c11, finish);
  if (rowCount > 2) storeRow(outputs + 8, firstColumn, width, c20, c21, finish);
  if (rowCount > 3) storeRow(outputs + 12, firstColumn, width, c30, c31, finish);
  if (ROWS > 4 && rowCount > 4) storeRow(outputs + 16, firstColumn, width, c40, c41, finish);
  if (ROWS > 4 && rowCount > 5) storeRow(outputs + 20, firstColumn, width, c50, c51, finish);
}

function storePair(to: usize, left: v128, right: v128): void {
  v128.store(to, left);
  v128.store(to, right, 16);
}

export function storeRow(
  output: usize,
  firstColumn: i32,
  width: i32,
  left: v128,
  right: v128,
  finish: Finish,
): void {
  const to = <usize>load<u32>(output) + bytes(firstColumn);
  if (finish.hasAddend) {
    const addend = to + finish.addendOffset;
    left = f32x4.add(left, v128.load(addend));
    right = f32x4.add(right, v128.load(addend, 16));
  }
  const low = f32x4.splat(finish.low);
  const high = f32x4.splat(finish.high);
  storeLanes(to, clamp(left, low, high), width);
  storeLanes(to + 16, clamp(right, low, high), width - 4);
}
