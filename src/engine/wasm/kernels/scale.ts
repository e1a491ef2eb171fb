/** Factors for channels and for whole images, and the sums that are their gradients. */
import { bytes, multiplyAdd, storeLanes } from "./vector";

@unmanaged
class ScaleChannelsArguments {
  x: usize = 0;
  y: usize = 0;
  isAdded: i32 = 0;
  /** `[channels]` for each `imageRows` rows, `scaleStride` apart: 0 where all share one. */
  scale: usize = 0;
  scaleStride: i32 = 0;
  imageRows: i32 = 0;
  rows: i32 = 0;
  channels: i32 = 0;
  chunkRows: i32 = 0;
}

/** y (+)= x · scale. A unit: `chunkRows` rows. */
export function scaleChannels(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<ScaleChannelsArguments>(args);
  const last = min(at.rows, (unit + 1) * at.chunkRows);
  const channels = at.channels;
  for (let row = unit * at.chunkRows; row < last; row++) {
    const scale = at.scale + bytes((row / at.imageRows) * at.scaleStride);
    const start = bytes(row * channels);
    for (let c = 0; c < channels; c += 4) {
      const to = at.y + start + bytes(c);
      let value = f32x4.mul(v128.load(at.x + start + bytes(c)), v128.load(scale + bytes(c)));
      if (at.isAdded) value = f32x4.add(value, v128.load(to));
      storeLanes(to, value, channels - c);
    }
  }
}

@unmanaged
class SumProductsArguments {
  a: usize = 0;
  b: usize = 0;
  /** `[units][channels]` */
  to: usize = 0;
  isAdded: i32 = 0;
  rows: i32 = 0;
  channels: i32 = 0;
  chunkRows: i32 = 0;
}

/** to[unit][c] (+)= Σ a · b over the unit's `chunkRows` rows. */
export function sumProducts(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<SumProductsArguments>(args);
  const first = unit * at.chunkRows;
  const count = min(at.chunkRows, at.rows - first);
  for (let c = 0; c < at.channels; c += 4) {
    let place = bytes(first * at.channels + c);
    let sum = f32x4.splat(0);
    for (let i = 0; i < count; i++) {
      sum = multiplyAdd(v128.load(at.a + place), v128.load(at.b + place), sum);
      place += bytes(at.channels);
    }
    const to = at.to + bytes(unit * at.channels + c);
    if (at.isAdded) sum = f32x4.add(sum, v128.load(to));
    storeLanes(to, sum, at.channels - c);
  }
}

@unmanaged
class MultiplyImagesArguments {
  x: usize = 0;
  /** A number for each image. */
  mask: usize = 0;
  y: usize = 0;
  isAdded: i32 = 0;
  imageSize: i32 = 0;
}

/** y (+)= x · mask. A unit: one image. */
export function multiplyImages(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<MultiplyImagesArguments>(args);
  const mask = v128.load_splat<f32>(at.mask + bytes(unit));
  const start = bytes(unit * at.imageSize);
  for (let i = 0; i < at.imageSize; i += 4) {
    const place = start + bytes(i);
    let value = f32x4.mul(v128.load(at.x + place), mask);
    if (at.isAdded) value = f32x4.add(value, v128.load(at.y + place));
    storeLanes(at.y + place, value, at.imageSize - i);
  }
}
