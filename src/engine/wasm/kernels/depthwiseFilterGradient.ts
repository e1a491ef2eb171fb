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
  /** At least `channels` zeros. */
  zeros: usize = 0;
  /** Each thread's own memory: tables of pointers. */
  local: usize = 0;
  localBytes: i32 = 0;
}

/** A unit: the sum over `chunkRows` rows of output pixels. */
export function depthwiseFilterGradient(args: usize, unit: i32, thread: i32): void {
  const at = changetype<DepthwiseFilterArguments>(args);
  const table = at.local + <usize>(thread * at.localBytes);
  const size = at.kernelPx * at.kernelPx * at.channels;
  const part = at.parts + bytes(unit * size);
  memory.fill(part, 0, bytes(size));
  const last = min(at.batch * at.outHeight, (unit + 1) * at.chunkRows);
  for (let row = unit * at.chunkRows; row < last; row++)
    if (at.kernelPx == 3 && at.stridePx == 1) fourAtOnce(at, row, part, table);
    else oneByOne(at, row, part, table);
}

/** Any kernel size and stride: the inputs of a pixel's taps inside the image, each with its sum. */
function oneByOne(at: DepthwiseFilterArguments, row: i32, part: usize, table: usize): void {
  const b = row / at.outHeight;
  const inY = (row - b * at.outHeight) * at.stridePx - at.paddingPx;
  const pixelBytes = bytes(at.channels);
  let gradient = at.dy + <usize>(row * at.outWidth) * pixelBytes;
  for (let outX = 0; outX < at.outWidth; outX++) {
    const inX = outX * at.stridePx - at.paddingPx;
    let end = table;
    for (let tap = 0; tap < at.kernelPx * at.kernelPx; tap++) {
      const y = inY + tap / at.kernelPx;
      const x = inX + tap - (tap / at.kernelPx) * at.kernelPx;
      if (<u32>y >= <u32>at.inHeight || <u32>x >= <u32>at.inWidth) continue;
      const pixel = (b * at.inHeight + y) * at.inWidth + x;
      store<u32>(end, <u32>(at.x + <usize>pixel * pixelBytes));
      store<u32>(end, <u32>(part + <usize>tap * pixelBytes), 4);
      end += 8;
    }
    for (let c = 0; c < at.channels; c += 4) {
      const offset = bytes(c);
      const count = at.channels - c;
      const d = v128.load(gradient + offset);
      for (let tap = table; tap < end; tap += 8) {
        const to = <usize>load<u32>(tap, 4) + offset;
        const value = v128.load(<usize>load<u32>(tap) + offset);
        storeLanes(to, multiplyAdd(value, d, v128.load(to)), count);
      }
    }
    gradient += pixelBytes;
  }
}

/** Of a kernel row in the table: six input pixels from left to right, and the leftmost sum. */
const ROW_BYTES: usize = 28;

/** 3×3 without stride: four neighbours in a row share their inputs and sums. */
function fourAtOnce(at: DepthwiseFilterArguments, row: i32, part: usize, table: usize): void {
  const b = row / at.outHeight;
  const inY = row - b * at.outHeight - at.paddingPx;
  const pixelBytes = bytes(at.channels);
  let gradient = at.dy + <usize>(row * at.outWidth) * pixelBytes;
  for (let outX = 0; outX < at.outWidth; outX += 4) {
    let end = table;
    for (let ty = 0; ty < 3; ty++) {
      const y = inY + ty;
      if (<u32>y >= <u32>at.inHeight) continue;
      const line = at.x + <usize>((b * at.inHeight + y) * at.inWidth) * pixelBytes;
      for (let i = 0; i < 6; i++) {
        const x = outX - at.paddingPx + i;
        const pixel = <u32>x < <u32>at.inWidth ? line + <usize>x * pixelBytes : at.zeros;
        store<u32>(end + bytes(i), <u32>pixel);
      }
      store<u32>(end, <u32>(part + <usize>(3 * ty) * pixelBytes), 24);
      end += ROW_BYTES;
    }
    const columns = at.outWidth - outX;
    const g1 = columns > 1 ? gradient + pixelBytes : at.zeros;
    const g2 = columns > 2 ? gradient + pixelBytes * 2 : at.zeros;
    const g3 = columns > 3 ? gradient + pixelBytes * 3 : at.zeros;
    for (let c = 0; c < at.channels; c += 4) {
      const offset = bytes(c);
      const count = at.channels - c;
      const d0 = v128.load(gradient + offset);
      const d1 = v128.load(g1 + offset);
      const d2 = v128.load(g2 + offset);
      const d3 = v128.load(g3 + offset);
      for (let entry = table; entry < end; entry += ROW_BYTES) {
        const to = <usize>load<u32>(entry, 24) + offset;
        let s0 = v128.load(to);
        let s1 = v128.load(to + pixelBytes);
        let s2 = v128.load(to + pixelBytes * 2);
        s0 = multiplyAdd(v128.load(<usize>load<u32>(entry) + offset), d0, s0);
        let x = v128.load(<usize>load<u32>(entry, 4) + offset);
        s0 = multiplyAdd(x, d1, s0);
        s1 = multiplyAdd(x, d0, s1);
        x = v128.load(<usize>load<u32>(entry, 8) + offset);
        s0 = multiplyAdd(x, d2, s0);
        s1 = multiplyAdd(x, d1, s1);
        s2 = multiplyAdd(x, d0, s2);
        x = v128.load(<usize>load<u32>(entry, 12) + offset);
        s0 = multiplyAdd(x, d3, s0);
        s1 = multiplyAdd(x, d2, s1);
        s2 = multiplyAdd(x, d1, s2);
        x = v128.load(<usize>load<u32>(entry, 16) + offset);
        s1 = multiplyAdd(x, d3, s1);
        s2 = multiplyAdd(x, d2, s2);
        s2 = multiplyAdd(v128.load(<usize>load<u32>(entry, 20) + offset), d3, s2);
        storeLanes(to, s0, count);
        storeLanes(to + pixelBytes, s1, count);
        storeLanes(to + pixelBytes * 2, s2, count);
      }
    }
    gradient += pixelBytes * 4;
  }
}
