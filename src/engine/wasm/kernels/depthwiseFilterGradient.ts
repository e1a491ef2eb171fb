/** The filter gradient of a depthwise convolution, channels in lanes. */
import { bytes, multiplyAdd, storeLanes } from "./vector";

@unmanaged
class DepthwiseFilterArguments {
  x: usize = 0;
  dy: usize = 0;
  batch: i32 = 0;
  inHeight: i32 = 0;
  inWidth: i32 = 0;
  channels: i32 = 0;
  outHeight: i32 = 0;
  outWidth: i32 = 0;
  kernelPx: i32 = 0;
  stridePx: i32 = 0;
  paddingPx: i32 = 0;
  /** `[units][kernelPx²][channels]` */
  parts: usize = 0;
  chunkRows: i32 = 0;
}

/** A unit: the sum over `chunkRows` rows of output pixels. */
export function depthwiseFilterGradient(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<DepthwiseFilterArguments>(args);
  const size = at.kernelPx * at.kernelPx * at.channels;
  const part = at.parts + bytes(unit * size);
  memory.fill(part, 0, bytes(size));
  const last = min(at.batch * at.outHeight, (unit + 1) * at.chunkRows);
  for (let row = unit * at.chunkRows; row < last; row++)
    for (let c = 0; c < at.channels; c += 4)
      if (at.kernelPx == 3) threeByThree(at, row, c, part);
      else anySize(at, row, c, part);
}

function anySize(at: DepthwiseFilterArguments, row: i32, c: i32, part: usize): void {
  const b = row / at.outHeight;
  const inY = (row - b * at.outHeight) * at.stridePx - at.paddingPx;
  for (let tap = 0; tap < at.kernelPx * at.kernelPx; tap++) {
    const y = inY + tap / at.kernelPx;
    if (<u32>y >= <u32>at.inHeight) continue;
    const tapX = tap - (tap / at.kernelPx) * at.kernelPx - at.paddingPx;
    const line = at.x + bytes((b * at.inHeight + y) * at.inWidth * at.channels + c);
    const to = part + bytes(tap * at.channels + c);
    let from = at.dy + bytes(row * at.outWidth * at.channels + c);
    let sum = v128.load(to);
    for (let outX = 0; outX < at.outWidth; outX++) {
      const x = outX * at.stridePx + tapX;
      if (<u32>x < <u32>at.inWidth)
        sum = multiplyAdd(v128.load(line + bytes(x * at.channels)), v128.load(from), sum);
      from += bytes(at.channels);
    }
    storeLanes(to, sum, at.channels - c);
  }
}

/** The same with the nine sums in registers. */
function threeByThree(at: DepthwiseFilterArguments, row: i32, c: i32, part: usize): void {
  const b = row / at.outHeight;
  const inY = (row - b * at.outHeight) * at.stridePx - at.paddingPx;
  const to = part + bytes(c);
  const tapBytes = bytes(at.channels);
  let s0 = v128.load(to + tapBytes * 0);
  let s1 = v128.load(to + tapBytes * 1);
  let s2 = v128.load(to + tapBytes * 2);
  let s3 = v128.load(to + tapBytes * 3);
  let s4 = v128.load(to + tapBytes * 4);
  let s5 = v128.load(to + tapBytes * 5);
  let s6 = v128.load(to + tapBytes * 6);
  let s7 = v128.load(to + tapBytes * 7);
  let s8 = v128.load(to + tapBytes * 8);
  const pixel = tapBytes;
  const line = bytes(at.inWidth * at.channels);
  const hasTop = <u32>inY < <u32>at.inHeight;
  const hasMiddle = <u32>(inY + 1) < <u32>at.inHeight;
  const hasBottom = <u32>(inY + 2) < <u32>at.inHeight;
  const start = at.x + bytes((b * at.inHeight + inY) * at.inWidth * at.channels + c);
  let from = at.dy + bytes(row * at.outWidth * at.channels + c);
  for (let outX = 0; outX < at.outWidth; outX++) {
    const inX = outX * at.stridePx - at.paddingPx;
    const top = start + bytes(inX * at.channels);
    const middle = top + line;
    const bottom = middle + line;
    const hasLeft = <u32>inX < <u32>at.inWidth;
    const hasCentre = <u32>(inX + 1) < <u32>at.inWidth;
    const hasRight = <u32>(inX + 2) < <u32>at.inWidth;
    const d = v128.load(from);
    if (hasTop && hasMiddle && hasBottom && hasLeft && hasCentre && hasRight) {
      s0 = multiplyAdd(v128.load(top), d, s0);
      s1 = multiplyAdd(v128.load(top + pixel), d, s1);
      s2 = multiplyAdd(v128.load(top + pixel * 2), d, s2);
      s3 = multiplyAdd(v128.load(middle), d, s3);
      s4 = multiplyAdd(v128.load(middle + pixel), d, s4);
      s5 = multiplyAdd(v128.load(middle + pixel * 2), d, s5);
      s6 = multiplyAdd(v128.load(bottom), d, s6);
      s7 = multiplyAdd(v128.load(bottom + pixel), d, s7);
      s8 = multiplyAdd(v128.load(bottom + pixel * 2), d, s8);
    } else {
      if (hasTop) {
        if (hasLeft) s0 = multiplyAdd(v128.load(top), d, s0);
        if (hasCentre) s1 = multiplyAdd(v128.load(top + pixel), d, s1);
        if (hasRight) s2 = multiplyAdd(v128.load(top + pixel * 2), d, s2);
      }
      if (hasMiddle) {
        if (hasLeft) s3 = multiplyAdd(v128.load(middle), d, s3);
        if (hasCentre) s4 = multiplyAdd(v128.load(middle + pixel), d, s4);
        if (hasRight) s5 = multiplyAdd(v128.load(middle + pixel * 2), d, s5);
      }
      if (hasBottom) {
        if (hasLeft) s6 = multiplyAdd(v128.load(bottom), d, s6);
        if (hasCentre) s7 = multiplyAdd(v128.load(bottom + pixel), d, s7);
        if (hasRight) s8 = multiplyAdd(v128.load(bottom + pixel * 2), d, s8);
      }
    }
    from += tapBytes;
  }
  const count = at.channels - c;
  storeLanes(to + tapBytes * 0, s0, count);
  storeLanes(to + tapBytes * 1, s1, count);
  storeLanes(to + tapBytes * 2, s2, count);
  storeLanes(to + tapBytes * 3, s3, count);
  storeLanes(to + tapBytes * 4, s4, count);
  storeLanes(to + tapBytes * 5, s5, count);
  storeLanes(to + tapBytes * 6, s6, count);
  storeLanes(to + tapBytes * 7, s7, count);
  storeLanes(to + tapBytes * 8, s8, count);
}
