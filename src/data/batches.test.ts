import { expect, test } from "vitest";
import { epochOrder, makeBatch } from "./batches";
import type { ComposedAugmentation } from "../parts/augmentations";
import type { Batch } from "./batch";

const labels = Uint16Array.from([0, 0, 0, 0, 0, 0, 1, 1, 2]);
const train = Uint32Array.from([0, 1, 2, 4, 5, 6, 7, 8]);
const normalization = { mean: [0, 0, 0], standardDeviation: [1, 1, 1] } as const;
const dataset = { imageSizePx: 2, pixels: new Uint8Array(9 * 12), labels };
const shift: ComposedAugmentation = (random) => ({
  geometric: [1, 0, random(), 0, 1, random()],
  color: null,
  erased: [],
});

test("shuffle shows every training image once, in an order of each epoch's own", () => {
  const first = epochOrder(train, labels, "shuffle", 42, 0);
  const second = epochOrder(train, labels, "shuffle", 42, 1);
  expect(first.toSorted()).toEqual(train);
  expect(second.toSorted()).toEqual(train);
  expect(first).not.toEqual(second);
  expect(epochOrder(train, labels, "shuffle", 42, 0)).toEqual(first);
  expect(epochOrder(train, labels, "shuffle", 43, 0)).not.toEqual(first);
});

test("balanced shows every class equally often, and repeats only after all of a class were seen", () => {
  const order = epochOrder(train, labels, "balanced", 42, 0);
  expect(order).toHaveLength(train.length);
  const perClass = [0, 1, 2].map((label) => [...order].filter((index) => labels[index] === label));
  expect(perClass.map((images) => images.length).sort()).toEqual([2, 3, 3]);
  expect(new Set(perClass[0]).size).toBe(perClass[0]!.length);
  expect(new Set(perClass[1]).size).toBe(2);
  expect([...order].every((index) => train.includes(index))).toBe(true);
});

test("balanced leaves out classes without training images", () => {
  const order = epochOrder(Uint32Array.from([0, 1, 8]), labels, "balanced", 1, 0);
  expect([...order].map((index) => labels[index]).every((label) => label !== 1)).toBe(true);
});

test("an empty split gives an empty order", () => {
  expect(epochOrder(new Uint32Array(), labels, "balanced", 1, 0)).toHaveLength(0);
});

test("four micro-batches of two see what one batch of eight sees", () => {
  const order = epochOrder(train, labels, "shuffle", 42, 0);
  const draw = { augmentation: shift, key: 7 };
  const whole = makeBatch(dataset, order, normalization, { ...draw, position: 0 });
  const parts = [0, 2, 4, 6].map((position) =>
    makeBatch(dataset, order.subarray(position, position + 2), normalization, {
      ...draw,
      position,
    }),
  );
  expect(parts.flatMap(({ transforms }) => transforms)).toEqual(whole.transforms);
  expect(parts.flatMap(labelsOf)).toEqual(labelsOf(whole));
  expect(new Set(whole.transforms.map((transform) => transform?.geometric.join())).size).toBe(8);
});

test("an augmentation may ask for an image's mean color", () => {
  const pixels = new Uint8Array(9 * 12);
  pixels.set([10, 20, 30, 10, 20, 30, 30, 40, 50, 30, 40, 50], 8 * 12);
  const colors: unknown[] = [];
  const augmentation: ComposedAugmentation = (_, { meanColor }) => {
    colors.push(meanColor());
    return { geometric: [1, 0, 0, 0, 1, 0], color: null, erased: [] };
  };
  const draw = { augmentation, key: 1, position: 0 };
  makeBatch({ ...dataset, pixels }, Uint32Array.of(8, 0, 8), normalization, draw);
  expect(colors).toEqual([
    [20, 30, 40],
    [0, 0, 0],
    [20, 30, 40],
  ]);
});

test("without a draw no image is moved", () => {
  const batch = makeBatch(dataset, Uint32Array.of(8, 6), normalization);
  expect(batch.transforms).toEqual([null, null]);
  expect(labelsOf(batch)).toEqual([2, 1]);
  const none = { augmentation: null, key: 1, position: 0 };
  expect(makeBatch(dataset, Uint32Array.of(8), normalization, none).transforms).toEqual([null]);
});

function labelsOf({ targets }: Batch): number[] {
  return targets.kind === "labels" ? [...targets.labels] : [];
}
