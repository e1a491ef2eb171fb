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
