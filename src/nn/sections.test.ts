import { expect, test } from "vitest";
import { buildPart, registrySchema } from "../lib/part";
import { models } from "../parts/models";
import { parametersOf } from "./model";
import type { Layer } from "./ops";
import { headOf, sectionsOf } from "./sections";

const built = (name: string) =>
  buildPart(models, registrySchema(models).parse({ name }), { classCount: 4, imageSizePx: 32 });
const names = (model: Parameters<typeof sectionsOf>[0]) => sectionsOf(model).map((it) => it.name);

test("ResNet-18 has a stem, eight blocks and a head", () => {
  const resnet = built("resnet18");
  expect(names(resnet)).toEqual([
    "conv1",
    ...[1, 2, 3, 4].flatMap((stage) => [`layer${stage}.0`, `layer${stage}.1`]),
    "fc",
  ]);
  expect(sectionsOf(resnet)[0]!.parameters).toEqual(["conv1.weight", "bn1.weight", "bn1.bias"]);
  expect(headOf(resnet)).toEqual({ name: "fc", parameters: ["fc.weight", "fc.bias"] });
});

test("the head is the last layer alone, and a hidden layer before it shares its section", () => {
  const mobileNet = built("mobileNetV3Small");
  expect(headOf(mobileNet).parameters).toEqual(["classifier.3.weight", "classifier.3.bias"]);
  expect(sectionsOf(mobileNet).at(-1)!.parameters).toContain("classifier.0.weight");
});

test("names as torchvision and timm give them fall into blocks", () => {
  const layers = [
    "features.0.0",
    "features.0.1",
    "features.1.conv.0.0",
    "features.1.conv.1",
    "features.2.0.block.1",
    "stages.0.blocks.1.norm",
    "blocks.0.1.conv_dw",
    "conv_head",
    "bn2",
    "classifier.0",
    "classifier.3",
  ].map((name): Layer => ({
    op: "batchNorm",
    name,
    inputs: [],
    channels: 1,
    epsilon: 1e-5,
    momentum: 0.1,
  }));
  expect(names({ name: "", imageSizePx: 1, channels: 1, classCount: 1, layers })).toEqual([
    "features.0",
    "features.1",
    "features.2.0",
    "stages.0",
    "blocks.0.1",
    "conv_head",
    "classifier",
  ]);
});

test.each(Object.keys(models))("%s: every parameter stands in one section", (name) => {
  const model = built(name);
  expect(sectionsOf(model).flatMap((it) => it.parameters)).toEqual(
    parametersOf(model).map((it) => it.name),
  );
});
