import { expect, test } from "vitest";
import { shapesOf } from "../nn/model";
import { makeRecipe } from "./recipe";
import { colouredSquares, testConfig } from "./testRun";

const frozen = {
  data: { imageSizePx: 32, augmentations: [] },
  model: { name: "smallCnn", width: 4, trainable: "head" },
};
const dataset = { ...colouredSquares(4), imageSizePx: 32 };
const cutOf = (settings: object) => makeRecipe(testConfig({ ...frozen, ...settings }), dataset).cut;

test.each([
  ["augmentation", { data: { imageSizePx: 32, augmentations: [{ name: "horizontalFlip" }] } }],
  ["mixing", { data: { ...frozen.data, mix: { name: "mixup" } } }],
  ["layers that are unfrozen", { training: { epochs: 3, unfreezeEpoch: 2 } }],
  ["stochastic depth in every block", { model: { name: "efficientNetB0", trainable: "head" } }],
  ["nothing frozen", { model: { name: "smallCnn" } }],
  ["the first layer learning", { model: { name: "smallCnn", trainable: "features.0, head" } }],
])("with %s images go through the whole model", (_, settings) => {
  expect(cutOf(settings)).toBeNull();
});

test.each([
  ["smallCnn", "head", [1, 1, 64]],
  ["resnet18", "layer4, head", [8, 8, 256]],
  ["mobileNetV3Small", "head", [1, 1, 1024]],
  ["mobileNetV3Small", "classifier", [1, 1, 576]],
  ["convNeXtAtto", "head", [1, 1, 320]],
])("%s, of which %s learns, is cut before it", (name, trainable, shape) => {
  const cut = cutOf({ model: { name, trainable } })!;
  const { imageSizePx, channels } = cut.head;
  expect([imageSizePx, imageSizePx, channels]).toEqual(shape);
  expect(cut.prefix.classCount).toBe(shape.reduce((product, extent) => product * extent));
  expect([...shapesOf(cut.head).values()].at(-1)).toEqual([3]);
});

test("a model that is unfrozen after its last epoch is frozen throughout", () => {
  expect(cutOf({ training: { epochs: 3, unfreezeEpoch: 4 } })).not.toBeNull();
});
