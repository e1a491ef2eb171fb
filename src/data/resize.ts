/**
 * Pillow's antialiased bilinear resize, in its own 8-bit fixed point, fused with the centre crop:
 * the pixels of torchvision's `Resize(size)` and `CenterCrop(size)` on a PIL image, bit for bit.
 * Only what the crop shows is computed, and rows are taken in one at a time, so that a large image
 * costs no second copy. https://github.com/python-pillow/Pillow/blob/9.4.0/src/libImaging/Resample.c
 */
import type { ImageSize } from "./formats/format";

const CHANNELS = 3;
/** Weights are integers of this many fractional bits; a sum of 255 × weights fits 32 bits. */
const PRECISION_BITS = 32 - 8 - 2;

/** For each output place: the first input read, and the weights of it and its followers. */
interface Taps {
  first: Int32Array;
  weights: readonly Int32Array[];
}

export interface Resizer {
  /** The part of the image that the result depends on. */
  source: { left: number; top: number } & ImageSize;
  /** RGB of row `top + y` from `left` on, `[source.widthPx, 3]`; rows in order. */
  addRow: (row: Uint8Array) => void;
  /** After the last row: `[imageSizePx, imageSizePx, 3]`. */
  finish: () => Uint8Array<ArrayBuffer>;
}

/** Scales the short side to `imageSizePx` and keeps the centre. */
export function createResizer(image: ImageSize, imageSizePx: number): Resizer {
  const scaled = scaledSize(image, imageSizePx);
  const columns = tapsOf(image.widthPx, scaled.widthPx, imageSizePx);
  const rows = tapsOf(image.heightPx, scaled.heightPx, imageSizePx);
  const horizontal = extentOf(columns);
  const vertical = extentOf(rows);
  // As Pillow does: across first, rounded to 8 bits, then down.
  const across = new Uint8Array(vertical.length * imageSizePx * CHANNELS);
  const rowBytes = imageSizePx * CHANNELS;
  let rowCount = 0;
  return {
    source: {
      left: horizontal.first,
      top: vertical.first,
      widthPx: horizontal.length,
      heightPx: vertical.length,
    },
    addRow(row) {
      const target = across.subarray(rowCount * rowBytes, (rowCount + 1) * rowBytes);
      for (let x = 0; x < imageSizePx; x++) {
        const from = (columns.first[x]! - horizontal.first) * CHANNELS;
        for (let channel = 0; channel < CHANNELS; channel++)
          target[x * CHANNELS + channel] = weigh(
            row,
            from + channel,
            CHANNELS,
            columns.weights[x]!,
          );
      }
      rowCount++;
    },
    finish() {
      const pixels = new Uint8Array(imageSizePx * rowBytes);
      for (let y = 0; y < imageSizePx; y++) {
        const from = (rows.first[y]! - vertical.first) * rowBytes;
        for (let i = 0; i < rowBytes; i++)
          pixels[y * rowBytes + i] = weigh(across, from + i, rowBytes, rows.weights[y]!);
      }
      return pixels;
    },
  };
}

/** Resizes a whole image at hand, `[heightPx, widthPx, 3]`. */
export function resize(pixels: Uint8Array, image: ImageSize, imageSizePx: number): Uint8Array {
  const resizer = createResizer(image, imageSizePx);
  const { left, top, widthPx, heightPx } = resizer.source;
  for (let y = top; y < top + heightPx; y++) {
    const start = (y * image.widthPx + left) * CHANNELS;
    resizer.addRow(pixels.subarray(start, start + widthPx * CHANNELS));
  }
  return resizer.finish();
}

/** torchvision cuts the long side down to a whole number; the order of the operations matters. */
function scaledSize({ widthPx, heightPx }: ImageSize, shortPx: number): ImageSize {
  return widthPx <= heightPx
    ? { widthPx: shortPx, heightPx: Math.trunc((shortPx * heightPx) / widthPx) }
    : { widthPx: Math.trunc((shortPx * widthPx) / heightPx), heightPx: shortPx };
}

/** Along one side of `input` places scaled to `scaled`, of which the middle `kept` are wanted. */
function tapsOf(input: number, scaled: number, kept: number): Taps {
  const offset = roundHalfToEven((scaled - kept) / 2);
  const first = new Int32Array(kept);
  const weights: Int32Array[] = [];
  const scale = input / scaled;
  const support = Math.max(scale, 1);
  for (let place = 0; place < kept; place++) {
    if (input === scaled) {
      first[place] = offset + place;
      weights.push(Int32Array.of(1 << PRECISION_BITS));
      continue;
    }
    const centre = (offset + place + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(input, Math.trunc(centre + support + 0.5));
    const triangle: number[] = [];
    let total = 0;
    for (let i = start; i < end; i++) {
      const weight = Math.max(0, 1 - Math.abs((i - centre + 0.5) * (1 / support)));
      triangle.push(weight);
      total += weight;
    }
    first[place] = start;
    weights.push(
      Int32Array.from(triangle, (weight) =>
        Math.trunc(0.5 + (weight / total) * (1 << PRECISION_BITS)),
      ),
    );
  }
  return { first, weights };
}

function extentOf({ first, weights }: Taps): { first: number; length: number } {
  const start = first[0]!;
  const last = first.length - 1;
  return { first: start, length: first[last]! + weights[last]!.length - start };
}

function weigh(values: Uint8Array, start: number, stride: number, weights: Int32Array): number {
  let sum = 1 << (PRECISION_BITS - 1);
  for (let i = 0; i < weights.length; i++) sum += values[start + i * stride]! * weights[i]!;
  return Math.min(255, Math.max(0, sum >> PRECISION_BITS));
}

/** Python's `round`, which torchvision's crop uses. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
