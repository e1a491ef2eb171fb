/** Affine maps and colour matrices, multiplied. */
import type { Affine, ColorMatrix, ColorRow, ImageTransform, Rgb } from "./augmentation";

export const identity: Affine = [1, 0, 0, 0, 1, 0];

export const unchanged: ImageTransform = { geometric: identity, color: null, erased: [] };

/** An output pixel goes through the second map back to the first one's output, and on to its input. */
export function composeAffine(first: Affine, second: Affine): Affine {
  const [a, b, c, d, e, f] = first;
  const [p, q, r, s, t, u] = second;
  return [
    a * p + b * s,
    a * q + b * t,
    a * r + b * u + c,
    d * p + e * s,
    d * q + e * t,
    d * r + e * u + f,
  ];
}

/** The matrix that recolours by the first, and then by the second. */
export function composeColor(
  first: ColorMatrix | null,
  second: ColorMatrix | null,
): ColorMatrix | null {
  if (!first || !second) return first ?? second;
  const row = ([red, green, blue, constant]: ColorRow): ColorRow => {
    const [r, g, b, c] = [0, 1, 2, 3].map(
      (column) => red * first[0][column]! + green * first[1][column]! + blue * first[2][column]!,
    ) as [number, number, number, number];
    return [r, g, b, c + constant];
  };
  return [row(second[0]), row(second[1]), row(second[2])];
}

export function recolor(matrix: ColorMatrix | null, [red, green, blue]: Rgb): Rgb {
  if (!matrix) return [red, green, blue];
  const [r, g, b] = matrix.map((row) => row[0] * red + row[1] * green + row[2] * blue + row[3]);
  return [r!, g!, b!];
}

/**
 * The map about the image's centre: `[a, b, d, e]` takes an output pixel's distance from the centre
 * to the input's.
 */
export function aboutCentre(
  imageSizePx: number,
  [a, b, d, e]: readonly [a: number, b: number, d: number, e: number],
): Affine {
  const centre = (imageSizePx - 1) / 2;
  return [a, b, (1 - a - b) * centre, d, e, (1 - d - e) * centre];
}

/** Luma, as torchvision's `rgb_to_grayscale` weighs it (ITU-R BT.601). */
export const GRAY: Rgb = [0.2989, 0.587, 0.114];

export const grayOf = ([red, green, blue]: Rgb): number =>
  GRAY[0] * red + GRAY[1] * green + GRAY[2] * blue;

/** `share` of the pixel's own colour, the rest of its grey. */
export function saturation(share: number): ColorMatrix {
  const row = (own: number): ColorRow => {
    const [red, green, blue] = GRAY.map(
      (gray, channel) => (1 - share) * gray + (channel === own ? share : 0),
    );
    return [red!, green!, blue!, 0];
  };
  return [row(0), row(1), row(2)];
}

/** `share` of each channel, the rest of a constant 0–255. */
export function towards(constant: number, share: number): ColorMatrix {
  const rest = (1 - share) * constant;
  return [
    [share, 0, 0, rest],
    [0, share, 0, rest],
    [0, 0, share, rest],
  ];
}
