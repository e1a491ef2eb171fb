/** The gradient of batch normalisation, of the residual sum and of the activation behind it. */
import { UNIT_CHANNELS } from "./batchNorm";
import { bytes, passing, storeLanes } from "./vector";

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

/** The gradients of weight and bias, and what `batchNormGradientApply` needs: dx = w/σ · (g − mean(g) − x̂ · mean(g·x̂)). */
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
