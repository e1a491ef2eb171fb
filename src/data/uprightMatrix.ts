/** How a canvas draws a stored image upright, by its EXIF orientation. */
import type { ImageSize } from "./formats/format";

type Matrix = [a: number, b: number, c: number, d: number, e: number, f: number];

/** The orientations from here on exchange width and height. */
const FIRST_ON_ITS_SIDE = 5;

export function uprightSize({ widthPx, heightPx }: ImageSize, orientation: number): ImageSize {
  return orientation < FIRST_ON_ITS_SIDE
    ? { widthPx, heightPx }
    : { widthPx: heightPx, heightPx: widthPx };
}

/** As `setTransform` takes it; `upright` is the size of the upright image. */
export function uprightMatrix(orientation: number, upright: ImageSize): Matrix {
  const { widthPx: w, heightPx: h } = upright;
  const matrices: Matrix[] = [
    [1, 0, 0, 1, 0, 0],
    [-1, 0, 0, 1, w, 0],
    [-1, 0, 0, -1, w, h],
    [1, 0, 0, -1, 0, h],
    [0, 1, 1, 0, 0, 0],
    [0, 1, -1, 0, w, 0],
    [0, -1, -1, 0, w, h],
    [0, -1, 1, 0, 0, h],
  ];
  return matrices[orientation - 1]!;
}
