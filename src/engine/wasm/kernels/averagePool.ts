/** Average pooling, channels in lanes; the padding's zeros count. */
import { bytes, storeLanes } from "./vector";

@unmanaged
class AveragePoolArguments {
  x: usize = 0;
  y: usize = 0;
  inHeight: i32 = 0;
  inWidth: i32 = 0;
  outHeight: i32 = 0;
  outWidth: i32 = 0;
  channels: i32 = 0;
  kernelPx: i32 = 0;
  stridePx: i32 = 0;
  paddingPx: i32 = 0;
}

/** A unit: one output row. */
export function averagePool(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<AveragePoolArguments>(args);
  const b = unit / at.outHeight;
  const inY = (unit - b * at.outHeight) * at.stridePx - at.paddingPx;
  const firstY = max(0, inY);
  const lastY = min(at.inHeight, inY + at.kernelPx);
  const share = f32x4.splat(1 / <f32>(at.kernelPx * at.kernelPx));
  for (let outX = 0; outX < at.outWidth; outX++) {
    const inX = outX * at.stridePx - at.paddingPx;
    const firstX = max(0, inX);
    const lastX = min(at.inWidth, inX + at.kernelPx);
    const to = at.y + bytes((unit * at.outWidth + outX) * at.channels);
    for (let c = 0; c < at.channels; c += 4) {
      let sum = f32x4.splat(0);
      for (let y = firstY; y < lastY; y++)
        for (let x = firstX; x < lastX; x++) {
          const pixel = (b * at.inHeight + y) * at.inWidth + x;
          sum = f32x4.add(sum, v128.load(at.x + bytes(pixel * at.channels + c)));
        }
      storeLanes(to + bytes(c), f32x4.mul(sum, share), at.channels - c);
    }
  }
}

@unmanaged
class AveragePoolGradientArguments {
  dy: usize = 0;
  dx: usize = 0;
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

/** Each input sums the gradients of the windows that it lies in. A unit: one input row. */
export function averagePoolGradient(args: usize, unit: i32, _thread: i32): void {
  const at = changetype<AveragePoolGradientArguments>(args);
  const b = unit / at.inHeight;
  const y = unit - b * at.inHeight + at.paddingPx;
  const firstY = y < at.kernelPx ? 0 : (y - at.kernelPx) / at.stridePx + 1;
  const lastY = min(at.outHeight - 1, y / at.stridePx);
  const share = f32x4.splat(1 / <f32>(at.kernelPx * at.kernelPx));
  for (let inX = 0; inX < at.inWidth; inX++) {
    const x = inX + at.paddingPx;
    const firstX = x < at.kernelPx ? 0 : (x - at.kernelPx) / at.stridePx + 1;
    const lastX = min(at.outWidth - 1, x / at.stridePx);
    const to = at.dx + bytes((unit * at.inWidth + inX) * at.channels);
    for (let c = 0; c < at.channels; c += 4) {
      let sum = f32x4.splat(0);
      for (let outY = firstY; outY <= lastY; outY++)
        for (let outX = firstX; outX <= lastX; outX++) {
          const pixel = (b * at.outHeight + outY) * at.outWidth + outX;
          sum = f32x4.add(sum, v128.load(at.dy + bytes(pixel * at.channels + c)));
        }
      sum = f32x4.mul(sum, share);
      if (at.isAdded) sum = f32x4.add(sum, v128.load(to + bytes(c)));
      storeLanes(to + bytes(c), sum, at.channels - c);
    }
  }
}
