/**
 * One image file → 8-bit RGB of the wanted size, in a browser's worker. By content, never by name;
 * upright by its EXIF orientation; the first frame; transparency over white; colour profiles left
 * aside, as PIL does, so that the numbers are those that PyTorch would see.
 */
import { orientationOf } from "./formats/exif";
import type { ImageFormat } from "./formats/format";
import { createResizer } from "./resize";
import { sniffBlob } from "./sniffBlob";
import { uprightMatrix, uprightSize } from "./uprightMatrix";

export type Decoded =
  | {
      ok: true;
      /** `[imageSizePx, imageSizePx, 3]` */
      pixels: Uint8Array<ArrayBuffer>;
      hadTransparency: boolean;
    }
  | { ok: false; reason: string };

/** Pixels that are read back from the decoded image at once. */
const STRIP_PIXELS = 1 << 20;
const MAX_CANVAS_WIDTH_PX = 4096;

/** From here on an image is decoded while no other such image is: it may take a quarter gigabyte. */
const LARGE_PIXELS = 16_000_000;

/** Never rejects: a file that cannot be used gives the reason, as a person would say it. */
export async function decode(file: Blob, imageSizePx: number): Promise<Decoded> {
  try {
    const sniffed = await sniffBlob(file);
    if (sniffed.kind !== "image") return { ok: false, reason: sniffed.reason };
    const decodeFile = () => decodeSniffed(file, sniffed.format, imageSizePx);
    return isSecureContext && sniffed.widthPx * sniffed.heightPx > LARGE_PIXELS
      ? await navigator.locks.request("homeroom.largeImage", decodeFile)
      : await decodeFile();
  } catch {
    return {
      ok: false,
      reason: "It could not be read: it was moved, changed or deleted after it was chosen.",
    };
  }
}

async function decodeSniffed(
  file: Blob,
  format: ImageFormat,
  imageSizePx: number,
): Promise<Decoded> {
  const taken = format.takeExif?.(await bytesOf(file));
  const orientation = taken ? orientationOf(taken.exif) : 1;
  let bitmap: ImageBitmap;
  try {
    // What we turn, the browser must not turn too.
    bitmap = await createImageBitmap(taken ? new Blob(taken.without) : file, {
      colorSpaceConversion: "none",
      premultiplyAlpha: "none",
    });
  } catch {
    const bytes = await bytesOf(file);
    const reason = format.isCutShort(bytes)
      ? `The ${format.name} image is cut short: the file ends before the image does.`
      : `The ${format.name} image is damaged and does not decode.`;
    return { ok: false, reason };
  }
  try {
    return { ok: true, ...scale(bitmap, orientation, imageSizePx) };
  } finally {
    bitmap.close();
  }
}

async function bytesOf(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.arrayBuffer());
}

/** Reads the image in strips, so that only its decoded form is ever held whole. */
function scale(bitmap: ImageBitmap, orientation: number, imageSizePx: number) {
  const size = uprightSize({ widthPx: bitmap.width, heightPx: bitmap.height }, orientation);
  const [a, b, c, d, e, f] = uprightMatrix(orientation, size);
  const resizer = createResizer(size, imageSizePx);
  const { left, top, widthPx, heightPx } = resizer.source;
  const stripRows = Math.max(1, Math.min(heightPx, Math.floor(STRIP_PIXELS / widthPx)));
  const tileWidth = Math.min(widthPx, MAX_CANVAS_WIDTH_PX);
  const canvas = new OffscreenCanvas(tileWidth, stripRows);
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.globalCompositeOperation = "copy";
  context.imageSmoothingEnabled = false;
  const strip = new Uint8Array(stripRows * widthPx * 3);
  let hadTransparency = false;

  for (let y = 0; y < heightPx; y += stripRows) {
    const rows = Math.min(stripRows, heightPx - y);
    for (let x = 0; x < widthPx; x += tileWidth) {
      const columns = Math.min(tileWidth, widthPx - x);
      context.setTransform(a, b, c, d, e - left - x, f - top - y);
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, columns, rows);
      for (let row = 0; row < rows; row++)
        if (putOnWhite(data, row * columns, columns, strip, row * widthPx + x))
          hadTransparency = true;
    }
    for (let row = 0; row < rows; row++)
      resizer.addRow(strip.subarray(row * widthPx * 3, (row + 1) * widthPx * 3));
  }
  return { pixels: resizer.finish(), hadTransparency };
}

/** Copies `count` RGBA pixels as RGB over white; true where any of them let white through. */
function putOnWhite(
  rgba: Uint8ClampedArray,
  fromPixel: number,
  count: number,
  rgb: Uint8Array,
  toPixel: number,
): boolean {
  let isTransparent = false;
  for (let i = 0; i < count; i++) {
    const from = (fromPixel + i) * 4;
    const to = (toPixel + i) * 3;
    const alpha = rgba[from + 3]!;
    if (alpha < 255) isTransparent = true;
    const white = 255 * (255 - alpha);
    for (let channel = 0; channel < 3; channel++)
      rgb[to + channel] = Math.round((rgba[from + channel]! * alpha + white) / 255);
  }
  return isTransparent;
}
