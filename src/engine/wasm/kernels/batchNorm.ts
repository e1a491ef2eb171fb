/** Batch normalisation over rows of channels, with the residual sum and the activation behind it. */
import { bytes, clamp, passing, storeLanes } from "./vector";

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
const UNIT_CHANNELS = 16;

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

@unmanaged
class GradientArguments {
  x: usize = 0;
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
  statistics: usize = 0;
  weight: usize = 0;
  weightGradient: usize = 0;
  biasGradient: usize = 0;
  /** Of these two: whether they are added to what is there. */
  areGradientsAdded: i32 = 0;
  /** `[units][2][channels]`: Σ g and Σ g · (x − mean). */
  parts: usize = 0;
  partCount: i32 = 0;
  /** `[3][channels]`: dx = a · g + b · x + c. */
  coefficients: usize = 0;
}

/** The gradient before the activation. */
function gradientAt(at: GradientArguments, place: usize, low: v128, high: v128): v128 {
  const gradient = v128.load(at.dy + place);
  return at.hasActivation ? passing(gradient, v128.load(at.y + place), low, high) : gradient;
}

/** A unit: `chunkRows` rows. */
export function batchNormGradientSums(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<GradientArguments>(args);
  const first = unit * at.chunkRows;
  const count = min(at.chunkRows, at.rows - first);
  const part = at.parts + bytes(unit * 2 * at.channels);
  const low = f32x4.splat(at.low);
  const high = f32x4.splat(at.high);
  for (let c = 0; c < at.channels; c += 4) {
    const mean = v128.load(at.statistics + bytes(c));
    let place = bytes(first * at.channels + c);
    let sum = f32x4.splat(0);
    let product = sum;
    for (let i = 0; i < count; i++) {
      const gradient = gradientAt(at, place, low, high);
      sum = f32x4.add(sum, gradient);
      const centered = f32x4.sub(v128.load(at.x + place), mean);
      product = f32x4.add(product, f32x4.mul(gradient, centered));
      place += bytes(at.channels);
    }
    storeLanes(part + bytes(c), sum, at.channels - c);
    storeLanes(part + bytes(at.channels + c), product, at.channels - c);
  }
}

/** Adds to the gradients of weight and bias: dx = w/σ · (g − mean(g) − x̂ · mean(g·x̂)). */
export function batchNormGradientCoefficients(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<GradientArguments>(args);
  const last = min(at.channels, (unit + 1) * UNIT_CHANNELS);
  const rows = <f64>at.rows;
  for (let c = unit * UNIT_CHANNELS; c < last; c++) {
    let sum: f64 = 0;
    let product: f64 = 0;
    for (let part = 0; part < at.partCount; part++) {
      sum += load<f32>(at.parts + bytes(part * 2 * at.channels + c));
      product += load<f32>(at.parts + bytes((part * 2 + 1) * at.channels + c));
    }
    const mean = <f64>load<f32>(at.statistics + bytes(c));
    const inverse = <f64>load<f32>(at.statistics + bytes(at.channels + c));
    const a = <f64>load<f32>(at.weight + bytes(c)) * inverse;
    const b = (-a * inverse * inverse * product) / rows;
    store<f32>(at.coefficients + bytes(c), <f32>a);
    store<f32>(at.coefficients + bytes(at.channels + c), <f32>b);
    store<f32>(at.coefficients + bytes(2 * at.channels + c), <f32>((-a * sum) / rows - b * mean));
    put(at.weightGradient + bytes(c), product * inverse, at.areGradientsAdded);
    put(at.biasGradient + bytes(c), sum, at.areGradientsAdded);
  }
}

function put(place: usize, value: f64, isAdded: i32): void {
  store<f32>(place, isAdded ? load<f32>(place) + <f32>value : <f32>value);
}

/** A unit: `chunkRows` rows. */
export function batchNormGradientApply(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<GradientArguments>(args);
  const last = min(at.rows, (unit + 1) * at.chunkRows);
  const low = f32x4.splat(at.low);
  const high = f32x4.splat(at.high);
  const channels = at.channels;
  const a = at.coefficients;
  const b = a + bytes(channels);
  const c = b + bytes(channels);
  for (let row = unit * at.chunkRows; row < last; row++) {
    const start = bytes(row * channels);
    for (let channel = 0; channel < channels; channel += 4) {
      const column = bytes(channel);
      const place = start + column;
      const count = channels - channel;
      const gradient = gradientAt(at, place, low, high);
      let sum = f32x4.add(
        f32x4.add(
          f32x4.mul(gradient, v128.load(a + column)),
          f32x4.mul(v128.load(at.x + place), v128.load(b + column)),
        ),
        v128.load(c + column),
      );
      if (at.isAdded) sum = f32x4.add(sum, v128.load(at.dx + place));
      storeLanes(at.dx + place, sum, count);
      if (at.residualGradient) {
        const to = at.residualGradient + place;
        storeLanes(to, at.isResidualAdded ? f32x4.add(gradient, v128.load(to)) : gradient, count);
      }
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
