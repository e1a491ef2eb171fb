import { expect, test } from "vitest";
import { colouredSquares } from "../train/testRun";
import { checkDraft } from "./checkDraft";

const dataset = { ...colouredSquares(20), imageSizePx: 32 };

test.each([
  ["no error", { data: { imageSizePx: 32 } }, 48],
  ["an error of the plan", { schedule: { name: "constant", warmupEpochs: 99 } }, 48],
  ["a field that can't be read", { training: { epochs: "many" }, data: { imageSizePx: NaN } }, 48],
  [
    "another split and an error",
    { data: { split: { name: "stratified", validation: 0.5 } }, training: { epochs: 0 } },
    30,
  ],
  ["a split that can't be read", { data: { split: { name: "stratified", validation: 2 } } }, 48],
  ["nothing at all", null, 48],
])("the images to train with are counted with %s", (_, draft, count) => {
  expect(checkDraft(draft, dataset).trainingImageCount).toBe(count);
  expect(checkDraft(draft, null).trainingImageCount).toBeNull();
});
