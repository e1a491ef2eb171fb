/** Arranges weights for the matrix kernels: panels of 8 output columns, zeros beyond the last. */
import { COLUMNS } from "./tile";
import { bytes } from "./vector";

@unmanaged
class PackArguments {
  weight: usize = 0;
  /** `[panels][tapRows · tapColumns · depth][8]` */
  packed: usize = 0;
  kernelPx: i32 = 0;
  /** Tap t of a phase is kernel row `firstY + t · tapStep`. */
  firstY: i32 = 0;
  firstX: i32 = 0;
  tapStep: i32 = 0;
  tapRows: i32 = 0;
  tapColumns: i32 = 0;
  depth: i32 = 0;
  columns: i32 = 0;
  /** In floats, between neighbours in depth and in columns. */
  depthStride: i32 = 0;
  columnStride: i32 = 0;
  /** Multiplies each column; 0 for none. */
  scale: usize = 0;
}

/** A unit: one panel. */
export function pack(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<PackArguments>(args);
  const first = unit * COLUMNS;
  const width = min(COLUMNS, at.columns - first);
  let to = at.packed + bytes(unit * at.tapRows * at.tapColumns * at.depth * COLUMNS);
  for (let ty = 0; ty < at.tapRows; ty++)
    for (let tx = 0; tx < at.tapColumns; tx++) {
      const tap = (at.firstY + ty * at.tapStep) * at.kernelPx + at.firstX + tx * at.tapStep;
      let from = at.weight + bytes(tap * at.depth * at.columns + first * at.columnStride);
      for (let k = 0; k < at.depth; k++) {
        packColumns(from, at.columnStride, width, to);
        if (at.scale) {
          const scale = at.scale + bytes(first);
          v128.store(to, f32x4.mul(v128.load(to), v128.load(scale)));
          v128.store(to, f32x4.mul(v128.load(to, 16), v128.load(scale, 16)), 16);
        }
        to += bytes(COLUMNS);
        from += bytes(at.depthStride);
      }
    }
}

/** A row of a panel: `width` numbers, `stride` floats apart, and zeros. */
export function packColumns(from: usize, stride: i32, width: i32, to: usize): void {
  if (width >= COLUMNS && stride == 1) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
  } else
    for (let i = 0; i < COLUMNS; i++)
      store<f32>(to + bytes(i), i < width ? load<f32>(from + bytes(i * stride)) : 0);
}

@unmanaged
class PackRowsArguments {
  from: usize = 0;
  /** `[panels][rows][8]` */
  packed: usize = 0;
  rows: i32 = 0;
  columns: i32 = 0;
  /** Rows of a unit. */
  chunkRows: i32 = 0;
}

/** `[rows, columns]` → panels. A unit: some rows, all panels. */
export function packRows(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<PackRowsArguments>(args);
  const first = unit * at.chunkRows;
  const count = min(at.chunkRows, at.rows - first);
  for (let column = 0; column < at.columns; column += COLUMNS) {
    let from = at.from + bytes(first * at.columns + column);
    let to = at.packed + bytes(column * at.rows + first * COLUMNS);
    // Beyond the last column the next row is read; those sums are never stored.
    for (let i = 0; i < count; i++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += bytes(at.columns);
      to += bytes(COLUMNS);
    }
  }
}
