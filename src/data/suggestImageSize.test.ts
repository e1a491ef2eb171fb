import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sizeFromMedian, suggestImageSize } from "./suggestImageSize";

const context = { signal: new AbortController().signal, onProgress: () => undefined };
const read = (name: string) =>
  new Blob([readFileSync(join(import.meta.dirname, "../../e2e/fixtures/images", name))]);
const orientation = read("orientation1.jpg");
const alpha = read("alpha.png");

test.each([
  [1, 28],
  [28, 28],
  [29, 28],
  [31, 32],
  [45, 44],
  [64, 64],
  [4000, 64],
])("images of %i px are taken at %i px", (median, size) => {
  expect(sizeFromMedian(median)).toBe(size);
});

test("the median counts, and files that are no images do not", async () => {
  const files = [alpha, alpha, orientation, new Blob(["text, and no image"]), null];
  const load = (place: number) =>
    Promise.resolve(files[place] ? { file: files[place] } : { reason: "gone" });
  expect(await suggestImageSize(files.length, load, context)).toBe(64);
});

test("of many files at most 200 are looked at, from first to last", async () => {
  const places: number[] = [];
  const load = (place: number) => {
    places.push(place);
    return Promise.resolve({ file: alpha });
  };
  await suggestImageSize(1000, load, context);
  expect(places).toHaveLength(200);
  expect(places.slice(0, 3)).toEqual([0, 5, 10]);
});

test("without a single readable image there is still a size", async () => {
  expect(await suggestImageSize(1, () => Promise.resolve({ reason: "gone" }), context)).toBe(28);
});
