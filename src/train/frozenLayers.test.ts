import { expect, test } from "vitest";
import { buildPart, registrySchema } from "../lib/part";
import { models } from "../parts/models";
import { frozenLayers } from "./frozenLayers";

const resnet = buildPart(models, registrySchema(models).parse({ name: "resnet18" }), {
  classCount: 4,
  imageSizePx: 32,
});
const learning = (trainable: string) => {
  const { frozen } = frozenLayers(resnet, trainable);
  return resnet.layers
    .map(({ name }) => name)
    .filter((name) => /conv|bn|downsample|fc/.test(name) && !frozen.has(name));
};

test("all freezes nothing, and the head everything else", () => {
  expect(frozenLayers(resnet, "all").frozen.size).toBe(0);
  expect(learning("head")).toEqual(["fc"]);
});

test("a name's beginning stands for all layers below it, and for no other name", () => {
  expect(learning("bn1, layer4.1, head")).toEqual([
    "bn1",
    "layer4.1.conv1",
    "layer4.1.bn1",
    "layer4.1.conv2",
    "layer4.1.bn2",
    "fc",
  ]);
});

test("what begins no layer's name is told, with the names that there are", () => {
  const { unknown, groups } = frozenLayers(resnet, "layer, head,");
  expect(unknown).toEqual(["layer", ""]);
  expect(groups).toEqual(["conv1", "bn1", "layer1", "layer2", "layer3", "layer4", "fc"]);
});
