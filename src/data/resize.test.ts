import { expect, test } from "vitest";
import golden from "./resize.golden.json";
import { resize } from "./resize";

test.each(golden.cases)(
  "$widthPx × $heightPx at $imageSizePx gives torchvision's pixels",
  ({ widthPx, heightPx, imageSizePx, pixels }) => {
    const image = noise(widthPx * heightPx * 3);
    const expected = Uint8Array.from(Buffer.from(pixels, "base64"));
    expect(resize(image, { widthPx, heightPx }, imageSizePx)).toEqual(expected);
  },
);

test("an image of the wanted size comes out untouched", () => {
  const image = noise(28 * 28 * 3);
  expect(resize(image, { widthPx: 28, heightPx: 28 }, 28)).toEqual(image);
});

/** As in tools/makeResizeGolden.py. */
function noise(count: number): Uint8Array {
  let state = count;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}
