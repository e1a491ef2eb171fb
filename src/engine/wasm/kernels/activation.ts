/**
 * Activations whose gradient needs their input, number by number. A unit: `chunk` numbers. The places
 * of the kinds are those of `steps/activation.ts`.
 */
import { errorFunction, exponential } from "./curves";
import { bytes, clamp, storeLanes } from "./vector";

const SIGMOID = 0;
const HARD_SIGMOID = 1;
const SILU = 2;
const HARD_SWISH = 3;

@unmanaged
class ActivationArguments {
  x: usize = 0;
  y: usize = 0;
  size: i32 = 0;
  chunk: i32 = 0;
  kind: i32 = 0;
}

export function activation(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<ActivationArguments>(args);
  const last = min(at.size, (unit + 1) * at.chunk);
  for (let i = unit * at.chunk; i < last; i += 4)
    storeLanes(at.y + bytes(i), activated(v128.load(at.x + bytes(i)), at.kind), last - i);
}

@unmanaged
class ActivationGradientArguments {
  x: usize = 0;
  dy: usize = 0;
  dx: usize = 0;
  isAdded: i32 = 0;
  size: i32 = 0;
  chunk: i32 = 0;
  kind: i32 = 0;
}

export function activationGradient(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<ActivationGradientArguments>(args);
  const last = min(at.size, (unit + 1) * at.chunk);
  for (let i = unit * at.chunk; i < last; i += 4) {
    const slope = slopeAt(v128.load(at.x + bytes(i)), at.kind);
    let value = f32x4.mul(v128.load(at.dy + bytes(i)), slope);
    if (at.isAdded) value = f32x4.add(value, v128.load(at.dx + bytes(i)));
    storeLanes(at.dx + bytes(i), value, last - i);
  }
}

function activated(x: v128, kind: i32): v128 {
  if (kind == SIGMOID) return sigmoid(x);
  if (kind == HARD_SIGMOID) return hardSigmoid(x);
  if (kind == SILU) return f32x4.mul(x, sigmoid(x));
  if (kind == HARD_SWISH) return f32x4.mul(x, hardSigmoid(x));
  return f32x4.mul(x, normalDistribution(x));
}

function slopeAt(x: v128, kind: i32): v128 {
  const one = f32x4.splat(1);
  if (kind == SIGMOID) {
    const y = sigmoid(x);
    return f32x4.mul(y, f32x4.sub(one, y));
  }
  if (kind == SILU) {
    const y = sigmoid(x);
    return f32x4.mul(y, f32x4.add(one, f32x4.mul(x, f32x4.sub(one, y))));
  }
  if (kind == HARD_SIGMOID || kind == HARD_SWISH) {
    const isSloped = v128.and(f32x4.gt(x, f32x4.splat(-3)), f32x4.lt(x, f32x4.splat(3)));
    if (kind == HARD_SIGMOID) return v128.and(f32x4.splat(1 / 6), isSloped);
    const slope = v128.and(f32x4.mul(x, f32x4.splat(1 / 6)), isSloped);
    return f32x4.add(hardSigmoid(x), slope);
  }
  // The density of the normal distribution: e^(−x²/2) / √(2π).
  const density = exponential(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
  const slope = f32x4.mul(x, f32x4.mul(density, f32x4.splat(0.3989422804014327)));
  return f32x4.add(normalDistribution(x), slope);
}

function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exponential(f32x4.neg(x))));
}

function hardSigmoid(x: v128): v128 {
  const shifted = f32x4.add(x, f32x4.splat(3));
  return f32x4.div(clamp(shifted, f32x4.splat(0), f32x4.splat(6)), f32x4.splat(6));
}

/** The share of a normal distribution below x. */
function normalDistribution(x: v128): v128 {
  const erf = errorFunction(f32x4.mul(x, f32x4.splat(0.7071067811865476)));
  return f32x4.mul(f32x4.splat(0.5), f32x4.add(f32x4.splat(1), erf));
}
