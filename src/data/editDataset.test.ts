import { expect, test } from "vitest";
import { colouredSquares } from "../train/testRun";
import { editDataset } from "./editDataset";
import { fingerprintOf } from "./fingerprint";

const dataset = colouredSquares(3);
const bytes = dataset.pixels.length / dataset.labels.length;
const pixelsOf = ({ pixels }: typeof dataset, index: number) =>
  pixels.slice(index * bytes, (index + 1) * bytes);

test("an image that is left out is gone, one that is moved has the other label, the rest stays", async () => {
  const edited = editDataset(
    dataset,
    new Map([
      ["class 1/1.png", null],
      ["class 0/3.png", "class 2"],
    ]),
  );
  expect(edited.paths).toEqual(dataset.paths.filter((path) => path !== "class 1/1.png"));
  expect(Array.from(edited.labels)).toEqual([0, 2, 2, 1, 2, 0, 1, 2]);
  expect(edited.folderSplit).toHaveLength(8);
  edited.paths.forEach((path, index) =>
    expect(pixelsOf(edited, index)).toEqual(pixelsOf(dataset, dataset.paths.indexOf(path))),
  );
  expect(edited.notes).toEqual([
    "You moved an image to another class and left out an image. Your files are as they were: import them again to undo it.",
  ]);
  expect(await fingerprintOf(edited)).not.toBe(await fingerprintOf(dataset));
});

test("a class keeps an image", () => {
  const edits = new Map([0, 3, 6].map((index) => [`class 0/${index}.png`, null]));
  expect(() => editDataset(dataset, edits)).toThrow("No image of class 0 would be left.");
});
