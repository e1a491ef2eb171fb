/** Sums, masks and activations, number by number. A unit: `chunk` numbers. */
import { bytes, clamp, passing, storeLanes } from "./vector";

@unmanaged
class AddArguments {
  a: usize = 0;
  /** 0 for none. */
  b: usize = 0;
  y: usize = 0;
  size: i32 = 0;
  chunk: i32 = 0;
  low: f32 = 0;
  high: f32 = 0;
}

/** y = activation(a + b) */
export function addActivation(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<AddArguments>(args);
  const last = min(at.size, (unit + 1) * at.chunk);
  const low = f32x4.splat(at.low);
  const high = f32x4.splat(at.high);
  for (let i = unit * at.chunk; i < last; i += 4) {
    let value = v128.load(at.a + bytes(i));
    if (at.b) value = f32x4.add(value, v128.load(at.b + bytes(i)));
    storeLanes(at.y + bytes(i), clamp(value, low, high), last - i);
  }
}

@unmanaged
class AddGradientArguments {
  y: usize = 0;
  dy: usize = 0;
  dx: usize = 0;
  isAdded: i32 = 0;
  size: i32 = 0;
  chunk: i32 = 0;
  hasActivation: i32 = 0;
  low: f32 = 0;
  high: f32 = 0;
}

export function addActivationGradient(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<AddGradientArguments>(args);
  const last = min(at.size, (unit + 1) * at.chunk);
  const low = f32x4.splat(at.low);
  const high = f32x4.splat(at.high);
  for (let i = unit * at.chunk; i < last; i += 4) {
    let value = v128.load(at.dy + bytes(i));
    if (at.hasActivation) value = passing(value, v128.load(at.y + bytes(i)), low, high);
    if (at.isAdded) value = f32x4.add(value, v128.load(at.dx + bytes(i)));
    storeLanes(at.dx + bytes(i), value, last - i);
  }
}

@unmanaged
class MultiplyArguments {
  x: usize = 0;
  mask: usize = 0;
  y: usize = 0;
  isAdded: i32 = 0;
  size: i32 = 0;
  chunk: i32 = 0;
}

/** y (+)= x · mask */
export function multiply(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<MultiplyArguments>(args);
  const last = min(at.size, (unit + 1) * at.chunk);
  for (let i = unit * at.chunk; i < last; i += 4) {
    let value = f32x4.mul(v128.load(at.x + bytes(i)), v128.load(at.mask + bytes(i)));
    if (at.isAdded) value = f32x4.add(value, v128.load(at.y + bytes(i)));
    storeLanes(at.y + bytes(i), value, last - i);
  }
}

@unmanaged
class ClearArguments {
  to: usize = 0;
  size: i32 = 0;
  chunk: i32 = 0;
}

/** to = 0 */
export function clear(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<ClearArguments>(args);
  const first = unit * at.chunk;
  memory.fill(at.to + bytes(first), 0, bytes(min(at.chunk, at.size - first)));
}

@unmanaged
class AverageArguments {
  from: usize = 0;
  to: usize = 0;
  size: i32 = 0;
  chunk: i32 = 0;
  share: f32 = 0;
}

/** to += (from − to) · share: what did not change stays as it is, bit for bit. */
export function average(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<AverageArguments>(args);
  const last = min(at.size, (unit + 1) * at.chunk);
  const share = f32x4.splat(at.share);
  for (let i = unit * at.chunk; i < last; i += 4) {
    const old = v128.load(at.to + bytes(i));
    const way = f32x4.sub(v128.load(at.from + bytes(i)), old);
    storeLanes(at.to + bytes(i), f32x4.add(old, f32x4.mul(way, share)), last - i);
  }
}

@unmanaged
class ScaleArguments {
  from: usize = 0;
  to: usize = 0;
  scale: usize = 0;
  rows: i32 = 0;
  columns: i32 = 0;
}

/** to[row][column] = from[row][column] · scale[column]. A unit: one row. */
export function scaleColumns(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<ScaleArguments>(args);
  const start = bytes(unit * at.columns);
  for (let c = 0; c < at.columns; c += 4) {
    const value = v128.load(at.from + start + bytes(c));
    storeLanes(
      at.to + start + bytes(c),
      f32x4.mul(value, v128.load(at.scale + bytes(c))),
      at.columns - c,
    );
  }
}
