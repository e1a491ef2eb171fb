/**
 * Made-up images for the check that travels with an export: soft coloured blobs, from a fixed seed.
 * Not the user's own, so that a model can be given away without any image that it was trained on.
 */
import { randomFrom, randomKey } from "../lib/random";

const COUNT = 4;
const BLOBS = 5;

/** 8-bit RGB `[4, imageSizePx, imageSizePx, 3]`. */
export function exampleImages(imageSizePx: number): Uint8Array<ArrayBuffer> {
  const imageBytes = imageSizePx * imageSizePx * 3;
  const pixels = new Uint8Array(COUNT * imageBytes);
  for (let image = 0; image < COUNT; image++)
    paint(pixels.subarray(image * imageBytes, (image + 1) * imageBytes), imageSizePx, image);
  return pixels;
}

function paint(pixels: Uint8Array, sizePx: number, image: number): void {
  const random = randomFrom(randomKey(image, "example"));
  const blobs = Array.from({ length: BLOBS }, () => ({
    x: random() * sizePx,
    y: random() * sizePx,
    radius: (0.1 + 0.3 * random()) * sizePx,
    colour: [random(), random(), random()],
  }));
  for (let i = 0; i < pixels.length; i++) {
    const [x, y] = [Math.floor(i / 3) % sizePx, Math.floor(i / 3 / sizePx)];
    const value = blobs.reduce((sum, blob) => {
      const distance = ((x - blob.x) ** 2 + (y - blob.y) ** 2) / blob.radius ** 2;
      return sum + (blob.colour[i % 3]! - 0.3) * Math.exp(-distance);
    }, 0.3);
    pixels[i] = Math.round(255 * Math.min(1, Math.max(0, value)));
  }
}
