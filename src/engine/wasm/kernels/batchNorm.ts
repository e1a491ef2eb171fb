/** The statistics of batch normalisation over rows of channels; `affine` applies them. */
import { bytes, storeLanes } from "./vector";

@unmanaged
class MomentsArguments {
  x: usize = 0;
  rows: i32 = 0;
  channels: i32 = 0;
  chunkRows: i32 = 0;
  /** `[units][2][channels]`: Σ and Σ of squares of the distances from the first row. */
  parts: usize = 0;
}

/** A unit: `chunkRows` rows. Distances from a row of the batch, because means may be far from 0. */
export function batchNormMoments(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<MomentsArguments>(args);
  const first = unit * at.chunkRows;
  const count = min(at.chunkRows, at.rows - first);
  const part = at.parts + bytes(unit * 2 * at.channels);
  for (let c = 0; c < at.channels; c += 4) {
    const origin = v128.load(at.x + bytes(c));
    let from = at.x + bytes(first * at.channels + c);
    let sum = f32x4.splat(0);
    let squares = sum;
    let sum2 = sum;
    let squares2 = sum;
    let i = count;
    for (; i >= 2; i -= 2) {
      const a = f32x4.sub(v128.load(from), origin);
      const b = f32x4.sub(v128.load(from + bytes(at.channels)), origin);
      sum = f32x4.add(sum, a);
      squares = f32x4.add(squares, f32x4.mul(a, a));
      sum2 = f32x4.add(sum2, b);
      squares2 = f32x4.add(squares2, f32x4.mul(b, b));
      from += bytes(2 * at.channels);
    }
    if (i > 0) {
      const a = f32x4.sub(v128.load(from), origin);
      sum = f32x4.add(sum, a);
      squares = f32x4.add(squares, f32x4.mul(a, a));
    }
    storeLanes(part + bytes(c), f32x4.add(sum, sum2), at.channels - c);
    storeLanes(part + bytes(at.channels + c), f32x4.add(squares, squares2), at.channels - c);
  }
}

@unmanaged
class StatisticsArguments {
  x: usize = 0;
  parts: usize = 0;
  partCount: i32 = 0;
  rows: i32 = 0;
  channels: i32 = 0;
  weight: usize = 0;
  bias: usize = 0;
  epsilon: f32 = 0;
  momentum: f32 = 0;
  runningMean: usize = 0;
  runningVariance: usize = 0;
  /** `[2][channels]`: mean and 1 / √(variance + ε). */
  statistics: usize = 0;
  scale: usize = 0;
  offset: usize = 0;
}

/** Channels that one unit of the per-channel kernels does. */
export const UNIT_CHANNELS = 16;

/** Mean and variance from the parts; updates the running ones, the variance as n − 1. */
export function batchNormStatistics(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<StatisticsArguments>(args);
  const last = min(at.channels, (unit + 1) * UNIT_CHANNELS);
  const rows = <f64>at.rows;
  for (let c = unit * UNIT_CHANNELS; c < last; c++) {
    let sum: f64 = 0;
    let squares: f64 = 0;
    for (let part = 0; part < at.partCount; part++) {
      sum += load<f32>(at.parts + bytes(part * 2 * at.channels + c));
      squares += load<f32>(at.parts + bytes((part * 2 + 1) * at.channels + c));
    }
    const distance = sum / rows;
    const mean = <f64>load<f32>(at.x + bytes(c)) + distance;
    const spread = squares / rows - distance * distance;
    // Rounding may bring it below 0; a NaN stays.
    const variance = spread < 0 ? 0 : spread;
    const inverse = 1 / Math.sqrt(variance + <f64>at.epsilon);
    const scale = <f64>load<f32>(at.weight + bytes(c)) * inverse;
    store<f32>(at.statistics + bytes(c), <f32>mean);
    store<f32>(at.statistics + bytes(at.channels + c), <f32>inverse);
    store<f32>(at.scale + bytes(c), <f32>scale);
    store<f32>(at.offset + bytes(c), <f32>(<f64>load<f32>(at.bias + bytes(c)) - mean * scale));
    blend(at.runningMean + bytes(c), mean, at.momentum);
    blend(at.runningVariance + bytes(c), (variance * rows) / (rows - 1), at.momentum);
  }
}

function blend(running: usize, fresh: f64, momentum: f64): void {
  store<f32>(running, <f32>(<f64>load<f32>(running) * (1 - momentum) + fresh * momentum));
}

@unmanaged
class FoldArguments {
  weight: usize = 0;
  bias: usize = 0;
  runningMean: usize = 0;
  runningVariance: usize = 0;
  /** The convolution's own, or 0. */
  convolutionBias: usize = 0;
  epsilon: f32 = 0;
  channels: i32 = 0;
  scale: usize = 0;
  offset: usize = 0;
}

/** Eval mode as scale and offset of each channel. */
export function batchNormFold(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<FoldArguments>(args);
  const last = min(at.channels, (unit + 1) * UNIT_CHANNELS);
  for (let c = unit * UNIT_CHANNELS; c < last; c++) {
    const variance = <f64>load<f32>(at.runningVariance + bytes(c));
    const scale = <f64>load<f32>(at.weight + bytes(c)) / Math.sqrt(variance + <f64>at.epsilon);
    let centre = <f64>load<f32>(at.runningMean + bytes(c));
    if (at.convolutionBias) centre -= <f64>load<f32>(at.convolutionBias + bytes(c));
    store<f32>(at.scale + bytes(c), <f32>scale);
    store<f32>(at.offset + bytes(c), <f32>(<f64>load<f32>(at.bias + bytes(c)) - centre * scale));
  }
}
