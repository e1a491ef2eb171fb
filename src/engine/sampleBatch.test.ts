import { expect, test } from "vitest";
import type { Batch } from "../data/batch";
import type { ImageTransform } from "../parts/augmentations/augmentation";
import { sampleBatch } from "./sampleBatch";

const SIZE_PX = 3;
/** Two images; every channel of a pixel holds its place, and the second is 100 brighter. */
const pixels = Uint8Array.from(
  { length: 2 * 27 },
  (_, i) => Math.floor((i % 27) / 3) + 100 * Math.floor(i / 27),
);
const whole: ImageTransform = { geometric: [1, 0, 0, 0, 1, 0], color: null, erased: [] };

/** Normalisation that undoes the division by 255. */
function batch(transform: ImageTransform | null, changes: Partial<Batch> = {}): Batch {
  return {
    imageSizePx: SIZE_PX,
    pixels,
    indices: Uint32Array.of(0),
    transforms: [transform],
    mix: null,
    targets: { kind: "labels", labels: Int32Array.of(0) },
    normalization: { mean: [0, 0, 0], standardDeviation: [1 / 255, 1 / 255, 1 / 255] },
    ...changes,
  };
}

/** One channel of the first image, row by row. */
function sampled(it: Batch, channel = 0): number[] {
  const all = sampleBatch(it);
  return Array.from({ length: 9 }, (_, place) => Number(all[place * 3 + channel]!.toFixed(4)));
}

test("an image without a transform is its pixels, normalised by channel", () => {
  const normalization = {
    mean: [0, 0.2, 1],
    standardDeviation: [1 / 255, 0.5 / 255, 1],
  } as const;
  const it = batch(null, { normalization, indices: Uint32Array.of(1) });
  expect(sampled(it)).toEqual([100, 101, 102, 103, 104, 105, 106, 107, 108]);
  expect(sampled(it, 1)[0]).toBe((100 - 51) * 2);
  expect(sampled(it, 2)[8]).toBeCloseTo(108 / 255 - 1, 4);
});

test("pixels between centres are means, and outside is black", () => {
  expect(sampled(batch({ ...whole, geometric: [-1, 0, 2, 0, 1, 0] }))).toEqual([
    2, 1, 0, 5, 4, 3, 8, 7, 6,
  ]);
  expect(sampled(batch({ ...whole, geometric: [1, 0, 0.5, 0, 1, 1] }))).toEqual([
    3.5, 4.5, 2.5, 6.5, 7.5, 4, 0, 0, 0,
  ]);
});

test("colours are multiplied, clamped, and then erased to the mean", () => {
  const it = batch({
    ...whole,
    color: [
      [0, 60, 0, 0],
      [0, 0, 0, -9],
      [1, 1, 1, 7],
    ],
    erased: [{ left: 1, top: 1, right: 9, bottom: 2 }],
  });
  expect(sampled(it)).toEqual([0, 60, 120, 180, 0, 0, 255, 255, 255]);
  expect(sampled(it, 1)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(sampled(it, 2)).toEqual([7, 10, 13, 16, 0, 0, 25, 28, 31]);
});

test("mixup weighs both images, CutMix takes the partner's pixels inside the box", () => {
  const mix = { partners: Uint32Array.of(1), partnerTransforms: [null], lambda: 0.75, box: null };
  expect(sampled(batch(whole, { mix }))).toEqual([25, 26, 27, 28, 29, 30, 31, 32, 33]);
  const box = { left: -2, top: 0, right: 1, bottom: 2 };
  expect(sampled(batch(null, { mix: { ...mix, box } }))).toEqual([100, 1, 2, 103, 4, 5, 6, 7, 8]);
  const flipped = { ...whole, geometric: [-1, 0, 2, 0, 1, 0] } as const;
  expect(sampled(batch(null, { mix: { ...mix, box, partnerTransforms: [flipped] } }))).toEqual([
    102, 1, 2, 105, 4, 5, 6, 7, 8,
  ]);
});
