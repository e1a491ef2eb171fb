import { expect, test } from "vitest";
import { decode } from "./decode";
import golden from "./decode.golden.json";
import { fixtureNames, readFixture } from "./fixtureImages";

type Rgb = [number, number, number];

/** File, size at which it is read, and its first and last pixel there. */
const readable: [string, number, Rgb, Rgb][] = [
  ["ok.png", 256, [0, 0, 216], [255, 255, 126]],
  ["ok.bmp", 256, [0, 0, 216], [255, 255, 126]],
  ["ok.jpg", 256, [9, 12, 125], [255, 255, 90]],
  ["ok.webp", 256, [7, 7, 105], [255, 255, 94]],
  ["ok.avif", 256, [16, 18, 127], [255, 255, 97]],
  ["anim.gif", 64, [255, 0, 0], [255, 0, 0]],
  ["anim.webp", 64, [255, 0, 2], [255, 1, 0]],
  ["prog.jpg", 256, [11, 19, 118], [255, 255, 91]],
  ["gray.jpg", 256, [28, 28, 28], [245, 245, 245]],
  ["cmyk.jpg", 256, [0, 0, 220], [255, 255, 129]],
  ["gray16.png", 256, [0, 0, 0], [255, 255, 255]],
  ["rgb16.png", 64, [128, 64, 32], [128, 64, 32]],
  ["alpha.png", 64, [255, 255, 255], [227, 127, 127]],
  ["mislabel_jpg.png", 256, [9, 12, 125], [255, 255, 90]],
  ["mislabel_png.jpg", 256, [0, 0, 216], [255, 255, 126]],
  ["trailing.jpg", 256, [9, 12, 125], [255, 255, 90]],
  ["bitflip.jpg", 256, [9, 12, 125], [119, 255, 255]],
  ["long_1x65535.png", 28, [0, 0, 0], [0, 0, 0]],
  ["long_1x100000.png", 28, [0, 0, 0], [0, 0, 0]],
  ["wide_100000x1.png", 28, [0, 0, 0], [0, 0, 0]],
  ["exif6.jpg", 100, [254, 0, 0], [0, 0, 254]],
  ["exif7.webp", 40, [213, 250, 141], [48, 4, 110]],
  ...[1, 2, 3, 4, 5, 6, 7, 8].flatMap((orientation): [string, number, Rgb, Rgb][] => [
    [`orientation${orientation}.jpg`, 16, [254, 0, 0], [255, 255, 255]],
    [`orientation${orientation}.webp`, 16, [255, 0, 0], [255, 255, 255]],
  ]),
  ["orientation6.png", 16, [255, 0, 0], [255, 255, 255]],
  ["imagemagick6.png", 16, [255, 0, 0], [255, 255, 255]],
];

const cutShort = (format: string) =>
  `The ${format} image is cut short: the file ends before the image does.`;
const tooLarge = (widthPx: number, heightPx: number) =>
  `Its header gives ${widthPx} × ${heightPx} pixels; at most 64 megapixels are decoded.`;
const notDecoded = (what: string) => `It is ${what}: save it as JPEG or PNG.`;

const refused: [string, string][] = [
  ["zero.jpg", "The file is empty."],
  ["onebyte.jpg", "It is not an image of a known format."],
  ["garbage.jpg", "It is not an image of a known format."],
  ["text.jpg", "It is a text file, not an image."],
  ["html.jpg", "It is a web page (HTML), not an image."],
  ["svg.svg", notDecoded("an SVG drawing, which has no pixels of its own")],
  ["svg_as.jpg", notDecoded("an SVG drawing, which has no pixels of its own")],
  ["heic.heic", notDecoded("a HEIC image, which browsers do not decode")],
  ["ok.tiff", notDecoded("a TIFF or camera raw image, which browsers do not decode")],
  ["ok.jp2", notDecoded("a JPEG 2000 image, which browsers do not decode")],
  ["trunc10.jpg", cutShort("JPEG")],
  ["trunc50.jpg", cutShort("JPEG")],
  ["trunc90.jpg", cutShort("JPEG")],
  ["trunc99.jpg", cutShort("JPEG")],
  ["trunc_noeoi.jpg", cutShort("JPEG")],
  ["prog_trunc50.jpg", cutShort("JPEG")],
  ["trunc50.png", cutShort("PNG")],
  ["crc.png", "The PNG image is damaged and does not decode."],
  ["zerodim.png", "Its header gives an impossible size, 0 × 0 pixels."],
  ["bomb20000_gray1.png", tooLarge(20000, 20000)],
  ["bomb8192_gray1.png", tooLarge(8192, 8192)],
  ["lie100k.png", tooLarge(100000, 100000)],
  ["lie2g.png", tooLarge(2147483647, 2147483647)],
  ["jpeg_lie.jpg", tooLarge(65000, 65000)],
];

test.each(readable)("%s is read", async (name, imageSizePx, first, last) => {
  const decoded = await decode(await readFixture(name), imageSizePx);
  if (!decoded.ok) throw new Error(decoded.reason);
  expect(decoded.pixels).toHaveLength(imageSizePx * imageSizePx * 3);
  expectClose(decoded.pixels.subarray(0, 3), first);
  expectClose(decoded.pixels.subarray(-3), last);
  expect(decoded.hadTransparency).toBe(name === "alpha.png");
});

test.each(refused)("%s is refused with its reason", async (name, reason) => {
  expect(await decode(await readFixture(name), 64)).toEqual({ ok: false, reason });
});

test("every fixture has its expected outcome", () => {
  const names = [...readable, ...refused].map(([name]) => name);
  expect(names.sort()).toEqual([...fixtureNames].sort());
});

test.each(golden.cases)("$file gives the numbers that PyTorch sees", async (expected) => {
  const decoded = await decode(await readFixture(expected.file), expected.imageSizePx);
  if (!decoded.ok) throw new Error(decoded.reason);
  expectClose(
    decoded.pixels,
    Array.from(atob(expected.pixels), (character) => character.charCodeAt(0)),
  );
});

test("a file that was deleted after it was picked is named as such", async () => {
  const folder = await navigator.storage.getDirectory();
  const handle = await folder.getFileHandle("gone.png", { create: true });
  const writer = await handle.createWritable();
  await writer.write(await readFixture("ok.png"));
  await writer.close();
  const file = await handle.getFile();
  await folder.removeEntry("gone.png");
  expect(await decode(file, 64)).toEqual({
    ok: false,
    reason: "It could not be read: it was moved, changed or deleted after it was chosen.",
  });
});

test("an image of many megapixels is read in strips, from its middle", async () => {
  const canvas = new OffscreenCanvas(6000, 3000);
  const context = canvas.getContext("2d")!;
  context.fillStyle = "red";
  context.fillRect(0, 0, 6000, 3000);
  context.fillStyle = "blue";
  context.fillRect(1500, 0, 3000, 1500);
  const decoded = await decode(await canvas.convertToBlob(), 2);
  if (!decoded.ok) throw new Error(decoded.reason);
  // At 4 × 2 only the two middle columns are kept; red bleeds in through the filter's sides.
  const [topLeft, bottomLeft] = [decoded.pixels.subarray(0, 3), decoded.pixels.subarray(6, 9)];
  expect(topLeft[2]).toBeGreaterThan(topLeft[0]!);
  expect(bottomLeft[0]).toBeGreaterThan(bottomLeft[2]!);
});

/** Decoders of one format may round differently by one. */
function expectClose(actual: Uint8Array, expected: readonly number[]) {
  expect(actual).toHaveLength(expected.length);
  const worst = expected.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - actual[i]!)),
    0,
  );
  expect(worst).toBeLessThanOrEqual(1);
}

test("a transparent WebP gives what Pillow makes of it", async () => {
  // 4 × 4 random RGBA, lossless; its pixels over white are formats/python/preprocess.py's.
  const file = await fetch(
    "data:image/webp;base64,UklGRp4AAABXRUJQVlA4TJEAAAAvA8AAEH+gJACYZm7yq/l1QKJpSwW64FA3i5pItpr/ocuhRAfKEIYVlFDlOKMmkq3Gwq9S9TUA/nGRocsGKJlRE8lW0/9kBwc5KqBCAR06vhkkoAYHzAQphNgvgfdv72oWG3O603u2klVVvhm/yMIEu9HwS3Cnxntddh39WxAEQHQ5kuVCgQMFDtxE9D/MVMcAAA==",
  );
  const decoded = await decode(await file.blob(), 4);
  if (!decoded.ok) throw new Error(decoded.reason);
  expect([...decoded.pixels]).toEqual([
    249, 205, 202, 246, 236, 254, 253, 247, 252, 196, 232, 232, 219, 252, 229, 210, 116, 76, 64, 39,
    150, 139, 191, 111, 246, 246, 246, 245, 251, 233, 172, 184, 174, 170, 190, 242, 237, 221, 101,
    145, 146, 211, 197, 199, 241, 226, 241, 251,
  ]);
});
