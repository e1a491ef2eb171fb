import { expect, test } from "vitest";
import { normalizationOf } from "./normalization";

const dataset = {
  imageSizePx: 1,
  pixels: Uint8Array.from([0, 10, 7, 255, 20, 7, 99, 99, 99]),
};

test("mean and population deviation are those of the given images alone", () => {
  const { mean, standardDeviation } = normalizationOf("dataset", dataset, Uint32Array.of(0, 1));
  expect(mean[0]).toBe(0.5);
  expect(standardDeviation[0]).toBe(0.5);
  expect(mean[1]).toBe(15 / 255);
  expect(standardDeviation[1]).toBe(5 / 255);
});

test("a channel of one value is divided by 1, not by 0", () => {
  const { mean, standardDeviation } = normalizationOf("dataset", dataset, Uint32Array.of(0, 1));
  expect(mean[2]).toBe(7 / 255);
  expect(standardDeviation[2]).toBe(1);
});

test("the order of the images makes no difference, to the last bit", () => {
  const pixels = Uint8Array.from({ length: 30_000 }, (_, i) => (i * i) % 251);
  const indices = Uint32Array.from({ length: 10_000 }, (_, i) => i);
  const large = { imageSizePx: 1, pixels };
  expect(normalizationOf("dataset", large, indices.toReversed())).toEqual(
    normalizationOf("dataset", large, indices),
  );
});

test("no images, ImageNet and none give numbers that can be used", () => {
  expect(normalizationOf("dataset", dataset, new Uint32Array()).standardDeviation).toEqual([
    1, 1, 1,
  ]);
  expect(normalizationOf("imagenet", dataset, new Uint32Array()).mean).toEqual([
    0.485, 0.456, 0.406,
  ]);
  expect(normalizationOf("none", dataset, new Uint32Array())).toEqual({
    mean: [0, 0, 0],
    standardDeviation: [1, 1, 1],
  });
});
