/** Copies some columns of a matrix into another, for convolutions in groups. */
import { bytes, storeLanes } from "./vector";

@unmanaged
class CopyColumnsArguments {
  /** The first number that is copied. */
  from: usize = 0;
  /** In floats, from row to row. */
  fromStride: i32 = 0;
  to: usize = 0;
  toStride: i32 = 0;
  isAdded: i32 = 0;
  rows: i32 = 0;
  columns: i32 = 0;
  chunkRows: i32 = 0;
}

/** A unit: `chunkRows` rows. */
export function copyColumns(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<CopyColumnsArguments>(args);
  const last = min(at.rows, (unit + 1) * at.chunkRows);
  for (let row = unit * at.chunkRows; row < last; row++) {
    const from = at.from + bytes(row * at.fromStride);
    const to = at.to + bytes(row * at.toStride);
    for (let c = 0; c < at.columns; c += 4) {
      let value = v128.load(from + bytes(c));
      if (at.isAdded) value = f32x4.add(value, v128.load(to + bytes(c)));
      storeLanes(to + bytes(c), value, at.columns - c);
    }
  }
}
