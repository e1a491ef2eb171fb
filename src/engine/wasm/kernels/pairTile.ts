/**
 * One or two rows times two packed panels: what is left of rows that are no multiple of a tile's. A whole
 * tile would multiply the missing rows too. The sums are `multiplyTile`'s, in the same order.
 */
import { COLUMNS, Finish, storeRow } from "./tile";
import { bytes, multiplyAdd } from "./vector";

/** `rows` and `outputs`: two pointers each; the second one is not written where `rowCount` is 1. */
export function multiplyPair(
  rows: usize,
  depth: i32,
  packed: usize,
  panelBytes: usize,
  outputs: usize,
  rowCount: i32,
  firstColumn: i32,
  columnCount: i32,
  finish: Finish,
): void {
  const bias = finish.bias + bytes(firstColumn);
  let b0 = v128.load(bias);
  let b1 = v128.load(bias, 16);
  let b2 = v128.load(bias, 32);
  let b3 = v128.load(bias, 48);
  let c00 = b0;
  let c01 = b1;
  let c02 = b2;
  let c03 = b3;
  let c10 = b0;
  let c11 = b1;
  let c12 = b2;
  let c13 = b3;
  let a: v128;
  let a0 = <usize>load<u32>(rows, 0);
  let a1 = <usize>load<u32>(rows, 4);
  let right = packed + panelBytes;
  for (let k = depth; k > 0; k--) {
    b0 = v128.load(packed, 0);
    b1 = v128.load(packed, 16);
    b2 = v128.load(right, 0);
    b3 = v128.load(right, 16);
    a = v128.load_splat<f32>(a0, 0);
    c00 = multiplyAdd(a, b0, c00);
    c01 = multiplyAdd(a, b1, c01);
    c02 = multiplyAdd(a, b2, c02);
    c03 = multiplyAdd(a, b3, c03);
    a = v128.load_splat<f32>(a1, 0);
    c10 = multiplyAdd(a, b0, c10);
    c11 = multiplyAdd(a, b1, c11);
    c12 = multiplyAdd(a, b2, c12);
    c13 = multiplyAdd(a, b3, c13);
    packed += 32;
    right += 32;
    a0 += 4;
    a1 += 4;
  }
  const width = columnCount - firstColumn;
  storeRow(outputs, firstColumn, width, c00, c01, finish);
  storeRow(outputs, firstColumn + COLUMNS, width - COLUMNS, c02, c03, finish);
  if (rowCount < 2) return;
  storeRow(outputs + 4, firstColumn, width, c10, c11, finish);
  storeRow(outputs + 4, firstColumn + COLUMNS, width - COLUMNS, c12, c13, finish);
}
