/** The mean colour of single images, remembered: an epoch asks for the same ones as the last. */
import type { Rgb } from "../parts/augmentations/augmentation";
import type { Dataset } from "./dataset";

const known = new WeakMap<Uint8Array, Map<number, Rgb>>();

/** Mean of red, green and blue, 0–255, of the image at `index`. */
export function meanColorOf(
  { pixels, imageSizePx }: Pick<Dataset, "pixels" | "imageSizePx">,
  index: number,
): Rgb {
  let colors = known.get(pixels);
  if (!colors) known.set(pixels, (colors = new Map<number, Rgb>()));
  let color = colors.get(index);
  if (!color) colors.set(index, (color = measure(pixels, index, imageSizePx * imageSizePx)));
  return color;
}

function measure(pixels: Uint8Array, index: number, area: number): Rgb {
  let [red, green, blue] = [0, 0, 0];
  for (let i = index * area * 3; i < (index + 1) * area * 3; i += 3) {
    red += pixels[i]!;
    green += pixels[i + 1]!;
    blue += pixels[i + 2]!;
  }
  return [red / area, green / area, blue / area];
}
