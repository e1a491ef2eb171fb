import { expect, test } from "vitest";
import { buildPart, registrySchema } from "../lib/part";
import { models } from "../parts/models";
import { parameterSettings } from "./parameterSettings";

const resnet = buildPart(models, registrySchema(models).parse({ name: "resnet18" }), {
  classCount: 4,
  imageSizePx: 32,
});

test("without settings every parameter learns and decays alike", () => {
  const plain = { weightDecayOn: "all", backboneRate: 1, layerDecay: 1 } as const;
  for (const settings of parameterSettings(resnet, plain).values())
    expect(settings).toEqual({ rateFactor: 1, hasDecay: true });
});

test("the rate falls block by block towards the stem, and biases and norms are spared", () => {
  const settings = parameterSettings(resnet, {
    weightDecayOn: "weights",
    backboneRate: 0.1,
    layerDecay: 0.5,
  });
  // A head, eight blocks, a stem.
  expect(settings.get("fc.weight")).toEqual({ rateFactor: 1, hasDecay: true });
  expect(settings.get("fc.bias")).toEqual({ rateFactor: 1, hasDecay: false });
  expect(settings.get("layer4.1.bn2.weight")).toEqual({ rateFactor: 0.05, hasDecay: false });
  expect(settings.get("conv1.weight")).toEqual({ rateFactor: 0.1 * 0.5 ** 9, hasDecay: true });
});

test("a hidden layer before the head learns at the backbone's rate, at no distance", () => {
  const mobileNet = buildPart(models, registrySchema(models).parse({ name: "mobileNetV3Small" }), {
    classCount: 4,
    imageSizePx: 32,
  });
  const settings = parameterSettings(mobileNet, {
    weightDecayOn: "all",
    backboneRate: 0.1,
    layerDecay: 0.5,
  });
  expect(settings.get("classifier.3.weight")!.rateFactor).toBe(1);
  expect(settings.get("classifier.0.weight")!.rateFactor).toBe(0.1);
});
