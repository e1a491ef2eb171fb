/** Normalisation of each row over its channels; the backward pass works the statistics out again. */
import { bytes, multiplyAdd, storeLanes } from "./vector";

@unmanaged
class LayerNormArguments {
  x: usize = 0;
  y: usize = 0;
  weight: usize = 0;
  bias: usize = 0;
  epsilon: f32 = 0;
  rows: i32 = 0;
  channels: i32 = 0;
  chunkRows: i32 = 0;
}

/** A unit: `chunkRows` rows. */
export function layerNorm(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<LayerNormArguments>(args);
  const last = min(at.rows, (unit + 1) * at.chunkRows);
  const channels = at.channels;
  for (let row = unit * at.chunkRows; row < last; row++) {
    const x = at.x + bytes(row * channels);
    const y = at.y + bytes(row * channels);
    const rowMean = meanOf(x, channels);
    const mean = f32x4.splat(rowMean);
    const inverse = f32x4.splat(inverseDeviation(x, channels, rowMean, at.epsilon));
    for (let c = 0; c < channels; c += 4) {
      const normalized = f32x4.mul(f32x4.sub(v128.load(x + bytes(c)), mean), inverse);
      const scaled = f32x4.mul(normalized, v128.load(at.weight + bytes(c)));
      storeLanes(y + bytes(c), f32x4.add(scaled, v128.load(at.bias + bytes(c))), channels - c);
    }
  }
}

@unmanaged
class LayerNormGradientArguments {
  x: usize = 0;
  dy: usize = 0;
  /** 0 where nobody asks for it. */
  dx: usize = 0;
  isAdded: i32 = 0;
  weight: usize = 0;
  epsilon: f32 = 0;
  rows: i32 = 0;
  channels: i32 = 0;
  chunkRows: i32 = 0;
  /** `[units][channels]`: Σ dy · x̂ and Σ dy. */
  weightParts: usize = 0;
  biasParts: usize = 0;
}

/** dx = (g − mean(g) − x̂ · mean(g·x̂)) / σ with g = dy · weight. A unit: `chunkRows` rows. */
export function layerNormGradient(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<LayerNormGradientArguments>(args);
  const last = min(at.rows, (unit + 1) * at.chunkRows);
  const channels = at.channels;
  const weightPart = at.weightParts + bytes(unit * channels);
  const biasPart = at.biasParts + bytes(unit * channels);
  memory.fill(weightPart, 0, bytes(channels));
  memory.fill(biasPart, 0, bytes(channels));
  for (let row = unit * at.chunkRows; row < last; row++) {
    const x = at.x + bytes(row * channels);
    const dy = at.dy + bytes(row * channels);
    const rowMean = meanOf(x, channels);
    const mean = f32x4.splat(rowMean);
    const inverse = f32x4.splat(inverseDeviation(x, channels, rowMean, at.epsilon));
    let sum = f32x4.splat(0);
    let product = sum;
    for (let c = 0; c < channels; c += 4) {
      const count = channels - c;
      const gradient = v128.load(dy + bytes(c));
      const normalized = f32x4.mul(f32x4.sub(v128.load(x + bytes(c)), mean), inverse);
      const weightAt = weightPart + bytes(c);
      storeLanes(weightAt, multiplyAdd(gradient, normalized, v128.load(weightAt)), count);
      const biasAt = biasPart + bytes(c);
      storeLanes(biasAt, f32x4.add(gradient, v128.load(biasAt)), count);
      const scaled = firstLanes(f32x4.mul(gradient, v128.load(at.weight + bytes(c))), count);
      sum = f32x4.add(sum, scaled);
      product = f32x4.add(product, f32x4.mul(scaled, firstLanes(normalized, count)));
    }
    if (at.dx == 0) continue;
    const dx = at.dx + bytes(row * channels);
    const meanGradient = f32x4.splat(total(sum) / <f32>channels);
    const meanProduct = f32x4.splat(total(product) / <f32>channels);
    for (let c = 0; c < channels; c += 4) {
      const scaled = f32x4.mul(v128.load(dy + bytes(c)), v128.load(at.weight + bytes(c)));
      const normalized = f32x4.mul(f32x4.sub(v128.load(x + bytes(c)), mean), inverse);
      const centered = f32x4.sub(
        f32x4.sub(scaled, meanGradient),
        f32x4.mul(normalized, meanProduct),
      );
      let value = f32x4.mul(centered, inverse);
      if (at.isAdded) value = f32x4.add(value, v128.load(dx + bytes(c)));
      storeLanes(dx + bytes(c), value, channels - c);
    }
  }
}

function meanOf(x: usize, channels: i32): f32 {
  let sum = f32x4.splat(0);
  for (let c = 0; c < channels; c += 4)
    sum = f32x4.add(sum, firstLanes(v128.load(x + bytes(c)), channels - c));
  return total(sum) / <f32>channels;
}

function inverseDeviation(x: usize, channels: i32, mean: f32, epsilon: f32): f32 {
  const centre = f32x4.splat(mean);
  let squares = f32x4.splat(0);
  for (let c = 0; c < channels; c += 4) {
    const distance = firstLanes(f32x4.sub(v128.load(x + bytes(c)), centre), channels - c);
    squares = f32x4.add(squares, f32x4.mul(distance, distance));
  }
  return 1 / Mathf.sqrt(total(squares) / <f32>channels + epsilon);
}

/** The first `count` lanes; 0 in the others, where the next row lies, or anything. */
function firstLanes(value: v128, count: i32): v128 {
  if (count >= 4) return value;
  const isWanted = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
  return v128.and(value, isWanted);
}

function total(lanes: v128): f32 {
  const left = f32x4.extract_lane(lanes, 0) + f32x4.extract_lane(lanes, 1);
  return left + f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3);
}
