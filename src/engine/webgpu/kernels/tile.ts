/**
 * The loops that convolutions share. A thread computes a few neighbouring pixels of one row, so that
 * each weight it loads serves them all.
 */
import type { ConvGeometry } from "../../plan/program";
import { lines } from "./vector";

export interface Tile {
  pixels: number;
  /** Tiles that cover a row (of one phase). */
  perRow: number;
  /** Reads `row` and the pixels `at0…` where `inside0…`, for the kernel's place `tap`. */
  loops(tap: string): string;
  /** The place of this thread's vector of channels, from 0. */
  group: string;
  /** Runs `store(i, pixel)` for each pixel that the image has; `pixel` counts through the batch. */
  stores(store: (i: number, pixel: string) => string): string;
  /** Threads of one image for `groups` vectors of channels. */
  threadsPerImage: number;
}

/** A 1×1 convolution sees no rows: all pixels of an image make one. */
export function withoutRows(geometry: ConvGeometry): ConvGeometry {
  const { kernelPx, stridePx, paddingPx, inHeight, inWidth } = geometry;
  if (kernelPx !== 1 || stridePx !== 1 || paddingPx !== 0) return geometry;
  const pixels = { inWidth: inHeight * inWidth, outWidth: inHeight * inWidth };
  return { ...geometry, ...pixels, inHeight: 1, outHeight: 1 };
}

/** Tiles of the output; `at` are pixels of the input. */
export function outputTile(geometry: ConvGeometry, groups: number, pixels: number): Tile {
  const { inHeight, inWidth, outHeight, outWidth, kernelPx, stridePx, paddingPx } = geometry;
  const perRow = Math.ceil(outWidth / pixels);
  return {
    pixels,
    perRow,
    group: "group",
    threadsPerImage: outHeight * perRow * groups,
    loops: (tap) => `
  let group = id % ${groups};
  var rest = id / ${groups};
  let x = (rest % ${perRow}) * ${pixels};
  rest = rest / ${perRow};
  let y = rest % ${outHeight};
  let image = rest / ${outHeight};
  for (var ky = 0; ky < ${kernelPx}; ky++) {
    let fromY = y * ${stridePx} + ky - ${paddingPx};
    if (fromY < 0 || fromY >= ${inHeight}) { continue; }
    let row = (image * ${inHeight} + fromY) * ${inWidth};
    for (var kx = 0; kx < ${kernelPx}; kx++) {
      let tap = ky * ${kernelPx} + kx;
      let at0 = x * ${stridePx} + kx - ${paddingPx};
${neighbours(pixels, stridePx, inWidth)}
${tap}
    }
  }`,
    stores: (store) => `
  let pixel = (image * ${outHeight} + y) * ${outWidth} + x;
${lines(pixels, (i) => `  if (x + ${i} < ${outWidth}) { ${store(i, `(pixel + ${i})`)} }`)}`,
  };
}

/**
 * Tiles of the input, for its gradient; `at` are pixels of the output. With a stride, neighbours in a
 * tile are a stride apart, because those meet the same places of the kernel (their phase).
 */
export function inputTile(geometry: ConvGeometry, groups: number, pixels: number): Tile {
  const { inHeight, inWidth, outHeight, outWidth, kernelPx, stridePx, paddingPx } = geometry;
  const phaseWidth = Math.ceil(inWidth / stridePx);
  const perRow = Math.ceil(phaseWidth / pixels);
  return {
    pixels,
    perRow,
    group: "group",
    threadsPerImage: inHeight * stridePx * perRow * groups,
    loops: (tap) => `
  let group = id % ${groups};
  var rest = id / ${groups};
  let tile = (rest % ${perRow}) * ${pixels};
  rest = rest / ${perRow};
  let phase = rest % ${stridePx};
  rest = rest / ${stridePx};
  let y = rest % ${inHeight};
  let image = rest / ${inHeight};
  for (var ky = (y + ${paddingPx}) % ${stridePx}; ky < ${kernelPx}; ky += ${stridePx}) {
    let strides = y + ${paddingPx} - ky;
    if (strides < 0 || strides >= ${outHeight * stridePx}) { continue; }
    let row = (image * ${outHeight} + strides / ${stridePx}) * ${outWidth};
    for (var kx = (phase + ${paddingPx}) % ${stridePx}; kx < ${kernelPx}; kx += ${stridePx}) {
      let tap = ky * ${kernelPx} + kx;
      let at0 = (phase + ${paddingPx} - kx) / ${stridePx} + tile;
${neighbours(pixels, 1, outWidth)}
${tap}
    }
  }`,
    stores: (store) => `
  let x = phase + tile * ${stridePx};
  let pixel = (image * ${inHeight} + y) * ${inWidth} + x;
${lines(
  pixels,
  (i) => `  if (x + ${i * stridePx} < ${inWidth}) { ${store(i, `(pixel + ${i * stridePx})`)} }`,
)}`,
  };
}

/** Names for the pixels that one place of the kernel meets, and whether the image has them. */
function neighbours(pixels: number, step: number, width: number): string {
  return `${lines(pixels - 1, (i) => `      let at${i + 1} = at${i} + ${step};`)}
${lines(pixels, (i) => `      let inside${i} = at${i} >= 0 && at${i} < ${width};`)}`;
}
