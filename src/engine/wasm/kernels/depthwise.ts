/** Depthwise convolutions, channels in lanes: forward, and each phase of the input gradient. */
import { Grid } from "./convolve";
import { bytes, clamp, multiplyAdd, storeLanes } from "./vector";

@unmanaged
class DepthwiseArguments extends Grid {
  /** `[kernelPx][kernelPx][channels]` */
  weight: usize = 0;
  kernelPx: i32 = 0;
  /** Tap t of a phase is kernel row `weightFirstY + t · weightStep`. */
  weightFirstY: i32 = 0;
  weightFirstX: i32 = 0;
  weightStep: i32 = 0;
  bias: usize = 0;
  hasAddend: i32 = 0;
  addendOffset: usize = 0;
  isPlain: i32 = 0;
  low: f32 = 0;
  high: f32 = 0;
}

/** A unit: one row of output pixels. */
export function depthwise(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<DepthwiseArguments>(args);
  for (let c = 0; c < at.inChannels; c += 4)
    if (at.tapRows == 3 && at.tapColumns == 3) threeByThree(at, unit, c);
    else anySize(at, unit, c);
}

/** Where channel `c` of kernel row and column (y, x) of the phase lies. */
function weightAt(at: DepthwiseArguments, y: i32, x: i32, c: i32): usize {
  const row = at.weightFirstY + y * at.weightStep;
  const column = at.weightFirstX + x * at.weightStep;
  return at.weight + bytes((row * at.kernelPx + column) * at.inChannels + c);
}

function outputAt(at: DepthwiseArguments, unit: i32, c: i32): usize {
  const b = unit / at.rows;
  const outY = at.outFirstY + (unit - b * at.rows) * at.outStep;
  return at.y + bytes(((b * at.outHeight + outY) * at.outWidth + at.outFirstX) * at.inChannels + c);
}

function finishPixel(at: DepthwiseArguments, to: usize, sum: v128, count: i32): void {
  if (at.hasAddend) sum = f32x4.add(sum, v128.load(to + at.addendOffset));
  storeLanes(to, clamp(sum, f32x4.splat(at.low), f32x4.splat(at.high)), count);
}

function anySize(at: DepthwiseArguments, unit: i32, c: i32): void {
  const b = unit / at.rows;
  const inY = at.inFirstY + (unit - b * at.rows) * at.inStep;
  const bias = v128.load(at.bias + bytes(c));
  let to = outputAt(at, unit, c);
  for (let gridX = 0; gridX < at.columns; gridX++) {
    const inX = at.inFirstX + gridX * at.inStep;
    let sum = bias;
    for (let ty = 0; ty < at.tapRows; ty++) {
      const y = inY + ty * at.tapStep;
      if (<u32>y >= <u32>at.inHeight) continue;
      const line = at.x + bytes((b * at.inHeight + y) * at.inWidth * at.inChannels + c);
      for (let tx = 0; tx < at.tapColumns; tx++) {
        const x = inX + tx * at.tapStep;
        if (<u32>x >= <u32>at.inWidth) continue;
        const value = v128.load(line + bytes(x * at.inChannels));
        sum = multiplyAdd(value, v128.load(weightAt(at, ty, tx, c)), sum);
      }
    }
    finishPixel(at, to, sum, at.inChannels - c);
    to += bytes(at.outStep * at.inChannels);
  }
}

/** The same with the nine weights in registers. */
function threeByThree(at: DepthwiseArguments, unit: i32, c: i32): void {
  const b = unit / at.rows;
  const inY = at.inFirstY + (unit - b * at.rows) * at.inStep;
  const bias = v128.load(at.bias + bytes(c));
  const w0 = v128.load(weightAt(at, 0, 0, c));
  const w1 = v128.load(weightAt(at, 0, 1, c));
  const w2 = v128.load(weightAt(at, 0, 2, c));
  const w3 = v128.load(weightAt(at, 1, 0, c));
  const w4 = v128.load(weightAt(at, 1, 1, c));
  const w5 = v128.load(weightAt(at, 1, 2, c));
  const w6 = v128.load(weightAt(at, 2, 0, c));
  const w7 = v128.load(weightAt(at, 2, 1, c));
  const w8 = v128.load(weightAt(at, 2, 2, c));
  const pixel = bytes(at.tapStep * at.inChannels);
  const line = bytes(at.tapStep * at.inWidth * at.inChannels);
  const hasTop = <u32>inY < <u32>at.inHeight;
  const hasMiddle = <u32>(inY + at.tapStep) < <u32>at.inHeight;
  const hasBottom = <u32>(inY + 2 * at.tapStep) < <u32>at.inHeight;
  const start = at.x + bytes((b * at.inHeight + inY) * at.inWidth * at.inChannels + c);
  let to = outputAt(at, unit, c);
  for (let gridX = 0; gridX < at.columns; gridX++) {
    const inX = at.inFirstX + gridX * at.inStep;
    const top = start + bytes(inX * at.inChannels);
    const middle = top + line;
    const bottom = middle + line;
    const hasLeft = <u32>inX < <u32>at.inWidth;
    const hasCentre = <u32>(inX + at.tapStep) < <u32>at.inWidth;
    const hasRight = <u32>(inX + 2 * at.tapStep) < <u32>at.inWidth;
    let sum = bias;
    if (hasTop && hasMiddle && hasBottom && hasLeft && hasCentre && hasRight) {
      sum = multiplyAdd(v128.load(top), w0, sum);
      sum = multiplyAdd(v128.load(top + pixel), w1, sum);
      sum = multiplyAdd(v128.load(top + pixel * 2), w2, sum);
      sum = multiplyAdd(v128.load(middle), w3, sum);
      sum = multiplyAdd(v128.load(middle + pixel), w4, sum);
      sum = multiplyAdd(v128.load(middle + pixel * 2), w5, sum);
      sum = multiplyAdd(v128.load(bottom), w6, sum);
      sum = multiplyAdd(v128.load(bottom + pixel), w7, sum);
      sum = multiplyAdd(v128.load(bottom + pixel * 2), w8, sum);
    } else {
      if (hasTop) {
        if (hasLeft) sum = multiplyAdd(v128.load(top), w0, sum);
        if (hasCentre) sum = multiplyAdd(v128.load(top + pixel), w1, sum);
        if (hasRight) sum = multiplyAdd(v128.load(top + pixel * 2), w2, sum);
      }
      if (hasMiddle) {
        if (hasLeft) sum = multiplyAdd(v128.load(middle), w3, sum);
        if (hasCentre) sum = multiplyAdd(v128.load(middle + pixel), w4, sum);
        if (hasRight) sum = multiplyAdd(v128.load(middle + pixel * 2), w5, sum);
      }
      if (hasBottom) {
        if (hasLeft) sum = multiplyAdd(v128.load(bottom), w6, sum);
        if (hasCentre) sum = multiplyAdd(v128.load(bottom + pixel), w7, sum);
        if (hasRight) sum = multiplyAdd(v128.load(bottom + pixel * 2), w8, sum);
      }
    }
    finishPixel(at, to, sum, at.inChannels - c);
    to += bytes(at.outStep * at.inChannels);
  }
}
