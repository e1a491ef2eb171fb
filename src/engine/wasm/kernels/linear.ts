/**
 * A linear layer over few rows. There the weights are most of what is read: each unit packs its own share
 * of them, which its core's cache then holds for all rows.
 */
import { packColumns } from "./pack";
import { multiplyPair } from "./pairTile";
import { COLUMNS, Finish, multiplyTile, ROWS } from "./tile";
import { bytes } from "./vector";

@unmanaged
class LinearArguments {
  /** `[rows][depth]` */
  x: usize = 0;
  /** `[rows][columns]` */
  y: usize = 0;
  rows: i32 = 0;
  depth: i32 = 0;
  columns: i32 = 0;
  weight: usize = 0;
  /** In floats, between neighbours in depth and in columns. */
  depthStride: i32 = 0;
  columnStride: i32 = 0;
  /** Panels of a unit. */
  unitPanels: i32 = 0;
  /** Each thread's own memory. */
  local: usize = 0;
  localBytes: i32 = 0;
  bias: usize = 0;
  hasAddend: i32 = 0;
  addendOffset: usize = 0;
  isPlain: i32 = 0;
  low: f32 = 0;
  high: f32 = 0;
}

/** A unit: `unitPanels` panels of columns. */
export function linear(args: usize, unit: i32, thread: i32): void {
  const at = changetype<LinearArguments>(args);
  const finish = changetype<Finish>(args + offsetof<LinearArguments>("bias"));
  const tileCount = (at.rows + ROWS - 1) / ROWS;
  const outputs = at.local + <usize>(thread * at.localBytes);
  const inputs = outputs + bytes(tileCount * ROWS);
  for (let i = 0; i < tileCount * ROWS; i++) {
    // The last tile's missing rows repeat the last row, and are not stored.
    const row = min(i, at.rows - 1);
    store<u32>(inputs + bytes(i), <u32>(at.x + bytes(row * at.depth)));
    store<u32>(outputs + bytes(i), <u32>(at.y + bytes(row * at.columns)));
  }
  const first = unit * at.unitPanels;
  const count = min(at.unitPanels, (at.columns + COLUMNS - 1) / COLUMNS - first);
  const packed = inputs + bytes(tileCount * ROWS);
  const panelBytes = bytes(at.depth * COLUMNS);
  packPanels(at, first, count, packed);
  // One or two rows that are left over are multiplied with two panels at once.
  const last = tileCount - 1;
  const rest = at.rows - last * ROWS;
  const hasPair = rest <= 2;
  for (let p = 0; p < count; p++) {
    const panel = packed + <usize>p * panelBytes;
    const column = (first + p) * COLUMNS;
    const isPaired = hasPair && (p | 1) < count;
    const tiles = isPaired ? last : tileCount;
    for (let tile = 0; tile < tiles; tile++)
      multiplyTile(
        inputs + bytes(tile * ROWS),
        1,
        at.depth,
        panel,
        outputs + bytes(tile * ROWS),
        min(ROWS, at.rows - tile * ROWS),
        column,
        at.columns,
        finish,
      );
    if (isPaired && (p & 1) == 1)
      multiplyPair(
        inputs + bytes(last * ROWS),
        at.depth,
        panel - panelBytes,
        panelBytes,
        outputs + bytes(last * ROWS),
        rest,
        column - COLUMNS,
        at.columns,
        finish,
      );
  }
}

/** Row by row for all panels at once, so that a cache line of weights is used whole while it is there. */
function packPanels(at: LinearArguments, first: i32, count: i32, packed: usize): void {
  const panelBytes = bytes(at.depth * COLUMNS);
  const weight = at.weight + bytes(first * COLUMNS * at.columnStride);
  if (count == 4 && at.columnStride == 1 && (first + count) * COLUMNS <= at.columns) {
    packFour(weight, bytes(at.depthStride), packed, panelBytes);
    return;
  }
  for (let k = 0; k < at.depth; k++)
    for (let p = 0; p < count; p++)
      packColumns(
        weight + bytes(k * at.depthStride + p * COLUMNS * at.columnStride),
        at.columnStride,
        at.columns - (first + p) * COLUMNS,
        packed + <usize>p * panelBytes + bytes(k * COLUMNS),
      );
}

/** Four whole panels. Written out: it takes half the time. */
function packFour(from: usize, rowBytes: usize, to: usize, panelBytes: usize): void {
  let to1 = to + panelBytes;
  let to2 = to1 + panelBytes;
  let to3 = to2 + panelBytes;
  const end = to1;
  for (; to < end; to += 32) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    const e = v128.load(from, 64);
    const f = v128.load(from, 80);
    const g = v128.load(from, 96);
    const h = v128.load(from, 112);
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to1, c);
    v128.store(to1, d, 16);
    v128.store(to2, e);
    v128.store(to2, f, 16);
    v128.store(to3, g);
    v128.store(to3, h, 16);
    to1 += 32;
    to2 += 32;
    to3 += 32;
    from += rowBytes;
  }
}
