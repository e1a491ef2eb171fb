/** Scale and offset of each channel, with the residual sum and the activation behind them, and its gradient. */
import { bytes, clamp, passing, storeLanes } from "./vector";

@unmanaged
class AffineArguments {
  x: usize = 0;
  y: usize = 0;
  /** 0 for none. */
  residual: usize = 0;
  rows: i32 = 0;
  channels: i32 = 0;
  chunkRows: i32 = 0;
  scale: usize = 0;
  offset: usize = 0;
  low: f32 = 0;
  high: f32 = 0;
}

/** y = activation(x · scale + offset + residual). A unit: `chunkRows` rows. */
export function affine(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<AffineArguments>(args);
  const last = min(at.rows, (unit + 1) * at.chunkRows);
  const low = f32x4.splat(at.low);
  const high = f32x4.splat(at.high);
  const channels = at.channels;
  const scale = at.scale;
  const offset = at.offset;
  const residual = at.residual;
  for (let row = unit * at.chunkRows; row < last; row++) {
    const start = bytes(row * channels);
    for (let c = 0; c < channels; c += 4) {
      const place = start + bytes(c);
      let value = f32x4.add(
        f32x4.mul(v128.load(at.x + place), v128.load(scale + bytes(c))),
        v128.load(offset + bytes(c)),
      );
      if (residual) value = f32x4.add(value, v128.load(residual + place));
      storeLanes(at.y + place, clamp(value, low, high), channels - c);
    }
  }
}

@unmanaged
class AffineGradientArguments {
  y: usize = 0;
  dy: usize = 0;
  dx: usize = 0;
  isAdded: i32 = 0;
  /** 0 for none. */
  residualGradient: usize = 0;
  isResidualAdded: i32 = 0;
  rows: i32 = 0;
  channels: i32 = 0;
  chunkRows: i32 = 0;
  hasActivation: i32 = 0;
  low: f32 = 0;
  high: f32 = 0;
  scale: usize = 0;
}

/** The gradient of `affine`, of which scale and offset do not learn. A unit: `chunkRows` rows. */
export function affineGradient(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<AffineGradientArguments>(args);
  const last = min(at.rows, (unit + 1) * at.chunkRows);
  const low = f32x4.splat(at.low);
  const high = f32x4.splat(at.high);
  const channels = at.channels;
  for (let row = unit * at.chunkRows; row < last; row++) {
    const start = bytes(row * channels);
    for (let c = 0; c < channels; c += 4) {
      const place = start + bytes(c);
      let gradient = v128.load(at.dy + place);
      if (at.hasActivation) gradient = passing(gradient, v128.load(at.y + place), low, high);
      let value = f32x4.mul(gradient, v128.load(at.scale + bytes(c)));
      if (at.isAdded) value = f32x4.add(value, v128.load(at.dx + place));
      storeLanes(at.dx + place, value, channels - c);
      if (at.residualGradient) {
        const to = at.residualGradient + place;
        if (at.isResidualAdded) gradient = f32x4.add(gradient, v128.load(to));
        storeLanes(to, gradient, channels - c);
      }
    }
  }
}
