import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sampleDataset } from "./sampleDataset";
import { encodeSample, readSample, type SamplePack } from "./samplePack";
import { samples, type SampleName } from "./samples";

const file = readFileSync(join(import.meta.dirname, "../../public/samples/fashion-mnist.bin"));
const pack = await readSample(new Blob([file]).stream());

test("the sample fits, and holds no image twice and none that is empty", () => {
  expect(file.length).toBeLessThan(3e6);
  const images = Array.from({ length: 4000 }, (_, i) => pack.grey.subarray(i * 784, (i + 1) * 784));
  expect(new Set(images.map((image) => image.join())).size).toBe(4000);
  expect(images.every((image) => image.some((value) => value > 0))).toBe(true);
});

test("fashion has 300 training and 100 validation images in each of 10 classes", () => {
  const { classes, counts, dataset } = load("fashion");
  expect(classes).toEqual([
    "Ankle boot",
    "Bag",
    "Coat",
    "Dress",
    "Pullover",
    "Sandal",
    "Shirt",
    "Sneaker",
    "T-shirt",
    "Trouser",
  ]);
  expect(counts("train")).toEqual(Array(10).fill(300));
  expect(counts("validation")).toEqual(Array(10).fill(100));
  expect(dataset.imageSizePx).toBe(28);
  expect(dataset.paths.slice(0, 2)).toEqual([
    "train/Ankle boot/0001.png",
    "train/Ankle boot/0002.png",
  ]);
});

test("the long tail falls from 300 to 15 in training, and validates evenly", () => {
  const { counts } = load("fashion-long-tail");
  expect(counts("train").sort((a, b) => b - a)).toEqual([
    300, 215, 154, 111, 79, 57, 41, 29, 21, 15,
  ]);
  expect(counts("validation")).toEqual(Array(10).fill(100));
});

test("at its own size the sample's pixels are the pack's, as grey", () => {
  const { dataset } = load("fashion");
  const shirt = dataset.paths.indexOf("train/T-shirt/0001.png");
  const rgb = dataset.pixels.subarray(shirt * 784 * 3, (shirt + 1) * 784 * 3);
  expect(rgb.filter((_, i) => i % 3 === 1)).toEqual(pack.grey.slice(0, 784));
});

test("a pack survives being written and read, and half a pack is refused", async () => {
  const small: SamplePack = {
    ...pack,
    grey: pack.grey.slice(0, 784 * 4),
    trainPerClass: 1,
    validationPerClass: 1,
    classes: ["a", "b"],
  };
  const bytes = encodeSample(small);
  expect(await readSample(gzip(bytes))).toEqual(small);
  await expect(readSample(gzip(bytes.slice(0, -1)))).rejects.toThrow("does not hold the images");
});

function load(name: SampleName) {
  const dataset = sampleDataset(pack, samples[name], { name, imageSizePx: null });
  const counts = (split: string) =>
    dataset.classes.map(
      (_, label) =>
        [...dataset.labels].filter((l, i) => l === label && dataset.folderSplit[i] === split)
          .length,
    );
  return { dataset, classes: dataset.classes, counts };
}

function gzip(bytes: Uint8Array): ReadableStream<BufferSource> {
  return new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new CompressionStream("gzip"));
}
