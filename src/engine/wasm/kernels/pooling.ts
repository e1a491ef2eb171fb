/** Max and average pooling, channels in lanes. */
import { bytes, storeLanes } from "./vector";

@unmanaged
class MaxPoolArguments {
  x: usize = 0;
  y: usize = 0;
  /** 0 in eval mode; else for each output which of the window's inputs was largest, as an integer. */
  places: usize = 0;
  inHeight: i32 = 0;
  inWidth: i32 = 0;
  outHeight: i32 = 0;
  outWidth: i32 = 0;
  channels: i32 = 0;
  kernelPx: i32 = 0;
  stridePx: i32 = 0;
  paddingPx: i32 = 0;
}

/** The first one among equals, as in PyTorch; a NaN is larger than anything. A unit: one output row. */
export function maxPool(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<MaxPoolArguments>(args);
  const b = unit / at.outHeight;
  const inY = (unit - b * at.outHeight) * at.stridePx - at.paddingPx;
  for (let outX = 0; outX < at.outWidth; outX++) {
    const inX = outX * at.stridePx - at.paddingPx;
    const to = bytes((unit * at.outWidth + outX) * at.channels);
    for (let c = 0; c < at.channels; c += 4) {
      let largest = f32x4.splat(-Infinity);
      let place = i32x4.splat(0);
      for (let ky = 0; ky < at.kernelPx; ky++) {
        const y = inY + ky;
        if (<u32>y >= <u32>at.inHeight) continue;
        for (let kx = 0; kx < at.kernelPx; kx++) {
          const x = inX + kx;
          if (<u32>x >= <u32>at.inWidth) continue;
          const pixel = (b * at.inHeight + y) * at.inWidth + x;
          const value = v128.load(at.x + bytes(pixel * at.channels + c));
          const isLarger = v128.or(f32x4.gt(value, largest), f32x4.ne(value, value));
          largest = v128.bitselect(value, largest, isLarger);
          place = v128.bitselect(i32x4.splat(ky * at.kernelPx + kx), place, isLarger);
        }
      }
      storeLanes(at.y + to + bytes(c), largest, at.channels - c);
      if (at.places) storeLanes(at.places + to + bytes(c), place, at.channels - c);
    }
  }
}

@unmanaged
class MaxPoolGradientArguments {
  dy: usize = 0;
  dx: usize = 0;
  places: usize = 0;
  isAdded: i32 = 0;
  inHeight: i32 = 0;
  inWidth: i32 = 0;
  outHeight: i32 = 0;
  outWidth: i32 = 0;
  channels: i32 = 0;
  kernelPx: i32 = 0;
  stridePx: i32 = 0;
  paddingPx: i32 = 0;
}

/** Each input asks the windows that it lies in. A unit: one input row. */
export function maxPoolGradient(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<MaxPoolGradientArguments>(args);
  const b = unit / at.inHeight;
  const y = unit - b * at.inHeight + at.paddingPx;
  const firstY = y < at.kernelPx ? 0 : (y - at.kernelPx) / at.stridePx + 1;
  const lastY = min(at.outHeight - 1, y / at.stridePx);
  for (let inX = 0; inX < at.inWidth; inX++) {
    const x = inX + at.paddingPx;
    const firstX = x < at.kernelPx ? 0 : (x - at.kernelPx) / at.stridePx + 1;
    const lastX = min(at.outWidth - 1, x / at.stridePx);
    const to = at.dx + bytes((unit * at.inWidth + inX) * at.channels);
    for (let c = 0; c < at.channels; c += 4) {
      let sum = at.isAdded ? v128.load(to + bytes(c)) : f32x4.splat(0);
      for (let outY = firstY; outY <= lastY; outY++)
        for (let outX = firstX; outX <= lastX; outX++) {
          const pixel = (b * at.outHeight + outY) * at.outWidth + outX;
          const from = bytes(pixel * at.channels + c);
          const place = (y - outY * at.stridePx) * at.kernelPx + x - outX * at.stridePx;
          const isHere = i32x4.eq(v128.load(at.places + from), i32x4.splat(place));
          sum = f32x4.add(sum, v128.and(v128.load(at.dy + from), isHere));
        }
      storeLanes(to + bytes(c), sum, at.channels - c);
    }
  }
}

@unmanaged
class AverageArguments {
  x: usize = 0;
  y: usize = 0;
  pixels: i32 = 0;
  channels: i32 = 0;
}

/** A unit: one image. */
export function globalAveragePool(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<AverageArguments>(args);
  const share = f32x4.splat(<f32>at.pixels);
  for (let c = 0; c < at.channels; c += 4) {
    let sum = f32x4.splat(0);
    let from = at.x + bytes(unit * at.pixels * at.channels + c);
    for (let pixel = 0; pixel < at.pixels; pixel++) {
      sum = f32x4.add(sum, v128.load(from));
      from += bytes(at.channels);
    }
    storeLanes(at.y + bytes(unit * at.channels + c), f32x4.div(sum, share), at.channels - c);
  }
}

@unmanaged
class AverageGradientArguments {
  dy: usize = 0;
  dx: usize = 0;
  isAdded: i32 = 0;
  pixels: i32 = 0;
  channels: i32 = 0;
}

/** A unit: one image. */
export function globalAveragePoolGradient(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<AverageGradientArguments>(args);
  const share = f32x4.splat(<f32>at.pixels);
  for (let c = 0; c < at.channels; c += 4) {
    const value = f32x4.div(v128.load(at.dy + bytes(unit * at.channels + c)), share);
    let to = at.dx + bytes(unit * at.pixels * at.channels + c);
    for (let pixel = 0; pixel < at.pixels; pixel++) {
      storeLanes(to, at.isAdded ? f32x4.add(value, v128.load(to)) : value, at.channels - c);
      to += bytes(at.channels);
    }
  }
}
