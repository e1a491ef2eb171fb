import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { avif } from "./formats/avif";
import { orientationOf } from "./formats/exif";
import { gif } from "./formats/gif";
import { jpeg } from "./formats/jpeg";
import { png } from "./formats/png";
import { sniff } from "./sniff";
import { sniffBlob } from "./sniffBlob";

const folder = join(import.meta.dirname, "../../e2e/fixtures/images");
const files = readdirSync(folder).map((name) => new Uint8Array(readFileSync(join(folder, name))));

test.each([
  ["ok.jpg", "JPEG", 256, 256],
  ["prog.jpg", "JPEG", 256, 256],
  ["exif6.jpg", "JPEG", 200, 100],
  ["ok.png", "PNG", 256, 256],
  ["anim.gif", "GIF", 64, 64],
  ["ok.webp", "WebP", 256, 256],
  ["anim.webp", "WebP", 64, 64],
  ["ok.bmp", "BMP", 256, 256],
  ["ok.avif", "AVIF", 256, 256],
  ["wide_100000x1.png", "PNG", 100000, 1],
])("%s is %s of %i × %i", (name, format, widthPx, heightPx) => {
  const sniffed = sniff(read(name), 1e6);
  expect(sniffed).toMatchObject({ kind: "image", format: { name: format }, widthPx, heightPx });
});

test("a lossless WebP gives its size", () => {
  const header = bytesOf("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f", [0xff, 0xc0, 0x18, 0x00]);
  expect(sniff(header, 1e6)).toMatchObject({ widthPx: 256, heightPx: 100 });
});

test("an old BMP with 16-bit sides, and one whose rows run downwards, give their sizes", () => {
  const old = bytesOf("BM\0\0\0\0\0\0\0\0\0\0\0\0", [12, 0, 0, 0, 5, 0, 7, 0, 1, 0, 24, 0]);
  expect(sniff(old, 1e6)).toMatchObject({ widthPx: 5, heightPx: 7 });
  const header = [40, 0, 0, 0, 5, 0, 0, 0, 0xf9, 0xff, 0xff, 0xff];
  const downwards = bytesOf("BM\0\0\0\0\0\0\0\0\0\0\0\0", header);
  expect(sniff(downwards, 1e6)).toMatchObject({ widthPx: 5, heightPx: 7 });
});

test("a GIF whose frame is larger than its screen counts by its frame", () => {
  const frame = [0x2c, 0, 0, 0, 0, 0x00, 0xff, 0x00, 0xff, 0];
  const header = bytesOf("GIF89a", [1, 0, 1, 0, 0, 0, 0], frame);
  expect(sniff(header, 1e6)).toMatchObject({ kind: "refused" });
});

test("a size that stands after a long colour profile is found", async () => {
  const profile = new Uint8Array(200_000);
  const segments = [0, 1, 2].flatMap((i) => [
    Uint8Array.of(0xff, 0xe2, 0xff, 0xff),
    profile.subarray(i * 65533, (i + 1) * 65533),
  ]);
  const image = read("ok.jpg");
  const blob = new Blob([image.slice(0, 2), ...segments, image.slice(2)]);
  expect(await sniffBlob(blob)).toMatchObject({ kind: "image", widthPx: 256, heightPx: 256 });
});

test("a header that ends early is asked for more, and refused where there is no more", () => {
  const header = read("ok.jpg").subarray(0, 100);
  expect(sniff(header, 1e6)).toEqual({ kind: "needsMore" });
  expect(sniff(header, 100)).toEqual({
    kind: "refused",
    reason: "It is a JPEG image that ends within its header.",
  });
});

test.each([
  [jpeg, "ok.jpg"],
  [jpeg, "prog.jpg"],
  [png, "ok.png"],
  [gif, "anim.gif"],
  [avif, "ok.avif"],
] as const)("$0.name tells every cut from the whole file", (format, name) => {
  const bytes = read(name);
  expect(format.isCutShort(bytes)).toBe(false);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: bytes.length - 2 }), (length) => {
      expect(format.isCutShort(bytes.subarray(0, length))).toBe(true);
    }),
  );
});

test.each([
  ["%PDF-1.7", "PDF"],
  ["8BPS\0\x01", "Photoshop"],
  ["PK\x03\x04", "zip archive"],
  ["\0\0\0\x18ftypisom\0\0\0\0isommp42", "video"],
  ["<?xml version='1.0'?>\n<svg xmlns='x'>", "SVG"],
  ["\u00ef\u00bb\u00bf<!DOCTYPE html>", "HTML"],
  ["label,path\n1,a.png\n", "text file"],
])("%j is named for what it is", (start, word) => {
  const bytes = bytesOf(start);
  const sniffed = sniff(bytes, bytes.length);
  expect(sniffed.kind === "refused" && sniffed.reason).toContain(word);
});

test("no bytes make it throw or hang", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), checkAll), { numRuns: 2000 });
});

test("no change to a real file makes it throw or hang", () => {
  const change = fc.record({
    file: fc.constantFrom(...files),
    length: fc.nat(),
    edits: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 20 }),
  });
  fc.assert(
    fc.property(change, ({ file, length, edits }) => {
      const bytes = file.slice(0, Math.min(4096, length % (file.length + 1)));
      for (const [place, value] of edits) if (bytes.length > 0) bytes[place % bytes.length] = value;
      checkAll(bytes);
    }),
    { numRuns: 2000 },
  );
});

function checkAll(bytes: Uint8Array<ArrayBuffer>) {
  const sniffed = sniff(bytes, bytes.length);
  expect(sniffed.kind).not.toBe("needsMore");
  if (sniffed.kind !== "image") return;
  expect(sniffed.widthPx * sniffed.heightPx).toBeLessThanOrEqual(64e6);
  expect(sniffed.widthPx * sniffed.heightPx).toBeGreaterThan(0);
  expect(typeof sniffed.format.isCutShort(bytes)).toBe("boolean");
  const taken = sniffed.format.takeExif?.(bytes);
  if (taken) expect([1, 2, 3, 4, 5, 6, 7, 8]).toContain(orientationOf(taken.exif));
}

function read(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(folder, name)));
}

function bytesOf(text: string, ...rest: number[][]): Uint8Array {
  return Uint8Array.from([
    ...Array.from(text, (character) => character.charCodeAt(0)),
    ...rest.flat(),
  ]);
}
