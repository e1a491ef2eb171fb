/**
 * Depthwise convolutions, channels in lanes: forward, and each phase of the input gradient. All channels of
 * a pixel before the next pixel, so that memory is read in its order.
 */
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
  /** At least `inChannels` zeros. */
  zeros: usize = 0;
  /** Each thread's own memory: tables of pointers. */
  local: usize = 0;
  localBytes: i32 = 0;
  bias: usize = 0;
  hasAddend: i32 = 0;
  addendOffset: usize = 0;
  isPlain: i32 = 0;
  low: f32 = 0;
  high: f32 = 0;
}

/** A unit: one row of output pixels. */
export function depthwise(args: usize, unit: i32, thread: i32): void {
  const at = changetype<DepthwiseArguments>(args);
  const table = at.local + <usize>(thread * at.localBytes);
  if (at.tapRows == 3 && at.tapColumns == 3 && at.inStep == 1) fourAtOnce(at, unit, table);
  else oneByOne(at, unit, table);
}

/** Where the weights of tap (y, x) of the phase lie. */
function weightAt(at: DepthwiseArguments, y: i32, x: i32): usize {
  const row = at.weightFirstY + y * at.weightStep;
  const column = at.weightFirstX + x * at.weightStep;
  return at.weight + bytes((row * at.kernelPx + column) * at.inChannels);
}

function outputAt(at: DepthwiseArguments, unit: i32): usize {
  const b = unit / at.rows;
  const outY = at.outFirstY + (unit - b * at.rows) * at.outStep;
  return at.y + bytes(((b * at.outHeight + outY) * at.outWidth + at.outFirstX) * at.inChannels);
}

function finishPixel(at: DepthwiseArguments, to: usize, sum: v128, count: i32): void {
  if (at.hasAddend) sum = f32x4.add(sum, v128.load(to + at.addendOffset));
  storeLanes(to, clamp(sum, f32x4.splat(at.low), f32x4.splat(at.high)), count);
}

/** Any kernel size and step: the taps of a pixel that lie inside the image, as pairs of pointers. */
function oneByOne(at: DepthwiseArguments, unit: i32, table: usize): void {
  const b = unit / at.rows;
  const inY = at.inFirstY + (unit - b * at.rows) * at.inStep;
  let to = outputAt(at, unit);
  for (let gridX = 0; gridX < at.columns; gridX++) {
    const inX = at.inFirstX + gridX * at.inStep;
    let end = table;
    for (let ty = 0; ty < at.tapRows; ty++) {
      const y = inY + ty * at.tapStep;
      if (<u32>y >= <u32>at.inHeight) continue;
      for (let tx = 0; tx < at.tapColumns; tx++) {
        const x = inX + tx * at.tapStep;
        if (<u32>x >= <u32>at.inWidth) continue;
        const pixel = (b * at.inHeight + y) * at.inWidth + x;
        store<u32>(end, <u32>(at.x + bytes(pixel * at.inChannels)));
        store<u32>(end, <u32>weightAt(at, ty, tx), 4);
        end += 8;
      }
    }
    for (let c = 0; c < at.inChannels; c += 4) {
      const offset = bytes(c);
      let sum = v128.load(at.bias + offset);
      for (let tap = table; tap < end; tap += 8) {
        const value = v128.load(<usize>load<u32>(tap) + offset);
        sum = multiplyAdd(value, v128.load(<usize>load<u32>(tap, 4) + offset), sum);
      }
      finishPixel(at, to + offset, sum, at.inChannels - c);
    }
    to += bytes(at.outStep * at.inChannels);
  }
}

/** Of a kernel row in the table: six input pixels from left to right, and the leftmost weights. */
const ROW_BYTES: usize = 28;

/** 3×3 without step: four neighbours in a row share their inputs and weights. */
function fourAtOnce(at: DepthwiseArguments, unit: i32, table: usize): void {
  const b = unit / at.rows;
  const inY = at.inFirstY + (unit - b * at.rows);
  const isTurned = at.tapStep < 0;
  const leftTap = isTurned ? 2 : 0;
  const pixelBytes = bytes(at.inChannels);
  const weightStep = bytes(at.weightStep * at.inChannels) * (isTurned ? -1 : 1);
  const outStep = bytes(at.outStep * at.inChannels);
  let to = outputAt(at, unit);
  for (let gridX = 0; gridX < at.columns; gridX += 4) {
    const inX = at.inFirstX + gridX + leftTap * at.tapStep;
    let end = table;
    for (let ty = 0; ty < 3; ty++) {
      const y = inY + ty * at.tapStep;
      if (<u32>y >= <u32>at.inHeight) continue;
      const line = at.x + <usize>((b * at.inHeight + y) * at.inWidth) * pixelBytes;
      for (let i = 0; i < 6; i++) {
        const x = inX + i;
        const pixel = <u32>x < <u32>at.inWidth ? line + <usize>x * pixelBytes : at.zeros;
        store<u32>(end + bytes(i), <u32>pixel);
      }
      store<u32>(end, <u32>weightAt(at, ty, leftTap), 24);
      end += ROW_BYTES;
    }
    const columns = at.columns - gridX;
    for (let c = 0; c < at.inChannels; c += 4) {
      const offset = bytes(c);
      let s0 = v128.load(at.bias + offset);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      for (let row = table; row < end; row += ROW_BYTES) {
        const weight = <usize>load<u32>(row, 24) + offset;
        const w0 = v128.load(weight);
        const w1 = v128.load(weight + weightStep);
        const w2 = v128.load(weight + weightStep + weightStep);
        s0 = multiplyAdd(v128.load(<usize>load<u32>(row) + offset), w0, s0);
        let x = v128.load(<usize>load<u32>(row, 4) + offset);
        s0 = multiplyAdd(x, w1, s0);
        s1 = multiplyAdd(x, w0, s1);
        x = v128.load(<usize>load<u32>(row, 8) + offset);
        s0 = multiplyAdd(x, w2, s0);
        s1 = multiplyAdd(x, w1, s1);
        s2 = multiplyAdd(x, w0, s2);
        x = v128.load(<usize>load<u32>(row, 12) + offset);
        s1 = multiplyAdd(x, w2, s1);
        s2 = multiplyAdd(x, w1, s2);
        s3 = multiplyAdd(x, w0, s3);
        x = v128.load(<usize>load<u32>(row, 16) + offset);
        s2 = multiplyAdd(x, w2, s2);
        s3 = multiplyAdd(x, w1, s3);
        s3 = multiplyAdd(v128.load(<usize>load<u32>(row, 20) + offset), w2, s3);
      }
      const count = at.inChannels - c;
      const place = to + offset;
      finishPixel(at, place, s0, count);
      if (columns > 1) finishPixel(at, place + outStep, s1, count);
      if (columns > 2) finishPixel(at, place + outStep * 2, s2, count);
      if (columns > 3) finishPixel(at, place + outStep * 3, s3, count);
    }
    to += outStep * 4;
  }
}
