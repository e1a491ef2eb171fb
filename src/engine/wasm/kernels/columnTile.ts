/** The inner kernel of filter gradients: products of columns, summed over pixels in registers. */
import { COLUMNS, ROWS } from "./tile";
import { bytes, multiplyAdd, storeLanes } from "./vector";

/**
 * target[row][8] (+)= Σ over `count` pixels of a[pixel][row] · b[pixel][8], for ROWS rows. Strides in bytes
 * from pixel to pixel, `targetStride` in floats from row to row.
 */
export function multiplyColumns(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
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
  for (; count > 0; count--) {
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
    a += aStride;
    b += bStride;
  }
  const row = bytes(targetStride);
  if (rowCount == ROWS && width >= COLUMNS) {
    storePair(target, c00, c01, isAdded);
    storePair(target + row, c10, c11, isAdded);
    storePair(target + row * 2, c20, c21, isAdded);
    storePair(target + row * 3, c30, c31, isAdded);
    if (ROWS > 4) storePair(target + row * 4, c40, c41, isAdded);
    if (ROWS > 4) storePair(target + row * 5, c50, c51, isAdded);
    return;
  }
  storeSums(target, c00, c01, width, isAdded);
  if (rowCount > 1) storeSums(target + row, c10, c11, width, isAdded);
  if (rowCount > 2) storeSums(target + row * 2, c20, c21, width, isAdded);
  if (rowCount > 3) storeSums(target + row * 3, c30, c31, width, isAdded);
  if (ROWS > 4 && rowCount > 4) storeSums(target + row * 4, c40, c41, width, isAdded);
  if (ROWS > 4 && rowCount > 5) storeSums(target + row * 5, c50, c51, width, isAdded);
}

function storePair(to: usize, left: v128, right: v128, isAdded: i32): void {
  if (isAdded) {
    left = f32x4.add(left, v128.load(to));
    right = f32x4.add(right, v128.load(to, 16));
  }
  v128.store(to, left);
  v128.store(to, right, 16);
}

function storeSums(to: usize, left: v128, right: v128, width: i32, isAdded: i32): void {
  if (isAdded) {
    left = f32x4.add(left, v128.load(to));
    right = f32x4.add(right, v128.load(to, 16));
  }
  storeLanes(to, left, width);
  storeLanes(to + 16, right, width - 4);
}
