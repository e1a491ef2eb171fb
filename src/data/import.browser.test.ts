import { BlobReader, BlobWriter, TextReader, ZipWriter } from "@zip.js/zip.js";
import { expect, test } from "vitest";
import type { NamedFile } from "../protocol";
import type { ImportContext } from "./decodeImages";
import { readFixture } from "./fixtureImages";
import { importFiles } from "./importFiles";
import { importSample } from "./importSample";
import { importZip } from "./importZip";
import { sampleDataset } from "./sampleDataset";
import type { SamplePack } from "./samplePack";
import { sampleImages, samples } from "./samples";

const context: ImportContext = {
  signal: new AbortController().signal,
  onProgress: () => undefined,
};
const request = { name: "test", imageSizePx: null };

const pack: SamplePack = {
  format: "homeroom-sample-1",
  imageSizePx: 28,
  classes: ["b c", "a"],
  trainPerClass: 3,
  validationPerClass: 2,
  grey: Uint8Array.from({ length: 10 * 784 }, (_, i) => (i * i * 31) % 256),
};

test.each([null, 40])(
  "a sample and its images as PNG files give the same data set, at size %j",
  async (imageSizePx) => {
    const files: NamedFile[] = [];
    for (const { path, grey } of sampleImages(pack, samples.fashion))
      files.push({ path: `picked/${path}`, file: await encodePng(grey) });
    const imported = await importFiles(files.reverse(), { name: "x", imageSizePx }, context);
    expect(imported).toEqual(sampleDataset(pack, samples.fashion, { name: "x", imageSizePx }));
  },
);

test("bad files are skipped by name, and what is odd is said", async () => {
  const progress: [number, number, string][] = [];
  const dataset = await importFiles(
    [
      { path: "cats/ok.jpg", file: await readFixture("ok.jpg") },
      { path: "cats/cut.jpg", file: await readFixture("trunc50.jpg") },
      { path: "dogs/alpha.png", file: await readFixture("alpha.png") },
      { path: "dogs/notes.txt", file: await readFixture("text.jpg") },
      { path: "empty/zero.jpg", file: await readFixture("zero.jpg") },
      { path: "loose.jpg", file: await readFixture("ok.jpg") },
    ],
    { ...request, imageSizePx: 32 },
    { ...context, onProgress: (...step) => progress.push(step) },
  );
  expect(dataset.classes).toEqual(["cats", "dogs"]);
  expect(dataset.paths).toEqual(["cats/ok.jpg", "dogs/alpha.png"]);
  expect([...dataset.labels]).toEqual([0, 1]);
  expect(dataset.pixels).toHaveLength(2 * 32 * 32 * 3);
  expect([...dataset.pixels.slice(-3)]).toEqual([227, 127, 127]);
  expect(dataset.skipped).toEqual([
    {
      path: "cats/cut.jpg",
      reason: "The JPEG image is cut short: the file ends before the image does.",
    },
    { path: "dogs/notes.txt", reason: "It is a text file, not an image." },
    { path: "empty/zero.jpg", reason: "The file is empty." },
    { path: "loose.jpg", reason: "It is in no class's folder." },
  ]);
  expect(dataset.notes).toEqual([
    "The class “empty” has no readable image and was left out.",
    "1 image has transparent parts; they were put on white.",
  ]);
  expect(progress[0]).toEqual([0, 5, "decoding"]);
  expect(progress.at(-1)).toEqual([5, 5, "decoding"]);
});

test("a zip archive gives what its folders give, less its bad entries", async () => {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  const image = await readFixture("ok.png");
  const inner = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  await inner.add("cats/9.png", new BlobReader(image));
  await writer.add("set/train/dogs/1.png", new BlobReader(image));
  await writer.add("set/train/cats/1.png", new BlobReader(image));
  await writer.add("set/val/cats/2.png", new BlobReader(image), { password: "x" });
  await writer.add("set/val/dogs/more.zip", new BlobReader(await inner.close()));
  await writer.add("set/val/dogs/2.png", new BlobReader(image));
  await writer.add("__MACOSX/set/train/cats/._1.png", new TextReader("junk"));
  const dataset = await importZip(await writer.close(), request, context);
  expect(dataset.paths).toEqual(["train/cats/1.png", "train/dogs/1.png", "val/dogs/2.png"]);
  expect(dataset.folderSplit).toEqual(["train", "train", "validation"]);
  expect(dataset.imageSizePx).toBe(64);
  expect(dataset.skipped).toEqual([
    {
      path: "val/cats/2.png",
      reason: "It is encrypted: unpack the archive with its password first.",
    },
    {
      path: "val/dogs/more.zip",
      reason: "It is a zip archive inside the data: unpack it first.",
    },
  ]);
});

test("the built-in samples come from the page's own files", async () => {
  const dataset = await importSample("fashion", request, context);
  expect(dataset.paths).toHaveLength(4000);
  expect(dataset.imageSizePx).toBe(28);
  const tail = await importSample("fashion-long-tail", request, context);
  expect(tail.paths).toHaveLength(2022);
  await expect(importSample("toString", request, context)).rejects.toThrow("There is no sample");
});

test.each([
  [
    "nothing that decodes",
    ["a/1.png", "b/2.png"],
    "trunc50.png",
    "None of the 2 files could be read",
  ],
  ["images of one class only", ["a/1.png"], "ok.png", "There is only one class, “a”"],
])("%s is refused", async (_, paths, fixture, message) => {
  const file = await readFixture(fixture);
  const files = paths.map((path) => ({ path, file }));
  await expect(importFiles(files, request, context)).rejects.toThrow(message);
});

test("a second class without a readable image leaves one class, which is refused", async () => {
  const files = [
    { path: "a/1.png", file: await readFixture("ok.png") },
    { path: "b/1.png", file: await readFixture("garbage.jpg") },
  ];
  await expect(importFiles(files, request, context)).rejects.toThrow(
    "There is only one class, “a”",
  );
});

test("more images than fit into memory are refused before any is decoded", async () => {
  const file = await readFixture("ok.png");
  const files = Array.from({ length: 6000 }, (_, i) => ({ path: `${i % 2}/${i}.png`, file }));
  const job = importFiles(files, { name: "x", imageSizePx: 512 }, context);
  await expect(job).rejects.toThrow("6000 images of 512 × 512 pixels take 4.72 GB");
});

async function encodePng(grey: Uint8Array): Promise<Blob> {
  const canvas = new OffscreenCanvas(28, 28);
  const pixels = Uint8ClampedArray.from({ length: grey.length * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : grey[Math.floor(i / 4)]!,
  );
  canvas.getContext("2d")!.putImageData(new ImageData(pixels, 28, 28), 0, 0);
  return canvas.convertToBlob();
}
