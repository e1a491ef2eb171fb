/** Sums whose order is fixed: each unit sums a part, and the parts are added up in their order. */
import { bytes, storeLanes } from "./vector";

@unmanaged
class PartsArguments {
  /** `[parts][size]` */
  from: usize = 0;
  to: usize = 0;
  isAdded: i32 = 0;
  parts: i32 = 0;
  size: i32 = 0;
  chunk: i32 = 0;
}

/** to[i] (+)= Σ from[part][i]. A unit: `chunk` numbers. */
export function addParts(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<PartsArguments>(args);
  const last = min(at.size, (unit + 1) * at.chunk);
  for (let i = unit * at.chunk; i < last; i += 4) {
    let from = at.from + bytes(i);
    let sum = at.isAdded ? v128.load(at.to + bytes(i)) : f32x4.splat(0);
    for (let part = 0; part < at.parts; part++) {
      sum = f32x4.add(sum, v128.load(from));
      from += bytes(at.size);
    }
    storeLanes(at.to + bytes(i), sum, last - i);
  }
}

@unmanaged
class ColumnArguments {
  from: usize = 0;
  /** `[units][columns]` */
  to: usize = 0;
  rows: i32 = 0;
  columns: i32 = 0;
  chunkRows: i32 = 0;
}

/** to[unit][column] = Σ of the column over the unit's rows. */
export function sumColumns(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<ColumnArguments>(args);
  const first = unit * at.chunkRows;
  const count = min(at.chunkRows, at.rows - first);
  for (let c = 0; c < at.columns; c += 4) {
    let from = at.from + bytes(first * at.columns + c);
    let sum = f32x4.splat(0);
    for (let i = 0; i < count; i++) {
      sum = f32x4.add(sum, v128.load(from));
      from += bytes(at.columns);
    }
    storeLanes(at.to + bytes(unit * at.columns + c), sum, at.columns - c);
  }
}

@unmanaged
class SquaresArguments {
  from: usize = 0;
  /** `[units]`, float64 */
  to: usize = 0;
  size: i32 = 0;
  chunk: i32 = 0;
}

/** to[unit] = Σ of the squares of the unit's numbers. */
export function sumSquares(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<SquaresArguments>(args);
  const last = min(at.size, (unit + 1) * at.chunk);
  let left = f64x2.splat(0);
  let right = f64x2.splat(0);
  for (let i = unit * at.chunk; i < last; i += 4) {
    const value = v128.load(at.from + bytes(i));
    const low = f64x2.promote_low_f32x4(value);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(value, value, 2, 3, 2, 3));
    left = f64x2.add(left, f64x2.mul(low, low));
    right = f64x2.add(right, f64x2.mul(high, high));
  }
  const sum = f64x2.add(left, right);
  store<f64>(at.to + ((<usize>unit) << 3), f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}
