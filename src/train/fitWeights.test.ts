import { expect, test } from "vitest";
import { buildPart, registrySchema } from "../lib/part";
import { filledState } from "../nn/filledState";
import type { Model } from "../nn/model";
import { models } from "../parts/models";
import { readSafetensors, writeSafetensors } from "../parts/formats/safetensors";
import { writeWeights } from "../parts/formats/weights";
import { parseConfig, type Config } from "./config";
import { fitWeights } from "./fitWeights";
import { modelMetadata, unknownOrigin } from "./modelFile";
import { startingState } from "./startingState";

const modelConfig = (options: object) => registrySchema(models).parse(options);
const build = (config: Config["model"], classCount: number): Model =>
  buildPart(models, config, { classCount, imageSizePx: 32 });

const small = modelConfig({ name: "smallCnn", width: 4 });
const fileOf = (config: Config["model"], classCount: number, metadata = {}) => {
  const model = build(config, classCount);
  return writeWeights(model, filledState(model, 2), metadata);
};

test("a file fits whatever the number of its classes, and its last layer begins anew", () => {
  const file = fileOf(small, 7);
  const fit = fitWeights(file, small);
  expect(fit).toMatchObject({ ok: true, model: small, preprocessing: { imageSizePx: 224 } });
  const model = build(small, 3);
  const { parameters, buffers, hasNewHead } = startingState(
    file,
    model,
    ["a", "b", "c"],
    filledState(model, 1),
  );
  expect(hasNewHead).toBe(true);
  for (const [name, values] of Object.entries({ ...parameters, ...buffers }))
    expect(values[0], name).toBe(name.startsWith("classifier.") ? 1 : 2);
  const same = build(small, 7);
  const classes = ["1", "2", "3", "4", "5", "6", "7"];
  expect(startingState(file, same, classes, filledState(same, 1))).toMatchObject({
    hasNewHead: false,
    ...filledState(same, 2),
  });
});

test("a file of ours brings its own options and preprocessing, and its head only to its own classes", () => {
  const { config } = parseConfig({ model: { name: "smallCnn", width: 8, dropout: 0.3 } });
  const model = build(config!.model, 2);
  const trained = {
    model,
    state: filledState(model, 2),
    classes: ["cat", "dog"],
    normalization: { mean: [0.1, 0.2, 0.3], standardDeviation: [1, 2, 3] } as const,
    config: config!,
  };
  const file = writeWeights(model, trained.state, modelMetadata(trained, unknownOrigin));
  expect(fitWeights(file, { ...small, trainable: "head" })).toEqual({
    ok: true,
    model: { ...config!.model, trainable: "head" },
    preprocessing: { imageSizePx: 32, ...trained.normalization },
  });
  const newHeadFor = (classes: string[]) =>
    startingState(file, model, classes, filledState(model, 1)).hasNewHead;
  expect(newHeadFor(["cat", "dog"])).toBe(false);
  expect(newHeadFor(["dog", "cat"])).toBe(true);
});

test("timm's names and the large stem are found, whatever the form says", () => {
  const timm = modelConfig({ name: "mobileNetV3Small", layout: "timm" });
  const chosen = modelConfig({ name: "mobileNetV3Small", stem: "small", dropout: 0.4 });
  expect(fitWeights(fileOf(timm, 5), chosen)).toMatchObject({
    ok: true,
    model: { ...chosen, layout: "timm" },
  });
  const large = modelConfig({ name: "resnet18", stem: "large" });
  const fit = fitWeights(fileOf(large, 5), modelConfig({ name: "resnet18" }));
  expect(fit).toMatchObject({ ok: true, model: large });
});

test("a wrong file says what differs, tensor by tensor", () => {
  const file = readSafetensors(fileOf(small, 3));
  const tensors = file.tensors.flatMap((tensor) => {
    if (tensor.name === "features.1.conv.weight") return [];
    if (tensor.name === "features.2.bn.bias")
      return [{ ...tensor, values: new Float32Array(8).fill(NaN) }];
    if (tensor.name === "features.0.conv.weight")
      return [{ ...tensor, shape: [4, 3, 1, 1], values: new Float32Array(12) }];
    return [tensor];
  });
  tensors.push({ name: "extra.weight", shape: [1], values: Float32Array.of(1) });
  const fit = fitWeights(writeSafetensors({ tensors, metadata: {} }), small);
  expect(fit).toEqual({
    ok: false,
    message: "These weights do not fit Small CNN.",
    differences: [
      "features.0.conv.weight is 4 × 3 × 1 × 1 instead of 4 × 3 × 3 × 3",
      "features.1.conv.weight is missing",
      "features.2.bn.bias holds NaN or infinity",
      "extra.weight is not part of the model",
    ],
  });
});

test("a file for another architecture says which", () => {
  const fit = fitWeights(fileOf(modelConfig({ name: "convNeXtAtto" }), 4), small);
  expect(fit).toMatchObject({
    ok: false,
    message: "These weights do not fit Small CNN. They fit ConvNeXt-Atto: choose that one first.",
  });
});

test("a file without its head fits, and the head begins anew, but nothing else may be missing", () => {
  const { tensors } = readSafetensors(fileOf(small, 3));
  const headless = tensors.filter(({ name }) => !name.startsWith("classifier."));
  expect(headless.length).toBe(tensors.length - 2);
  const file = writeSafetensors({ tensors: headless, metadata: {} });
  expect(fitWeights(file, small)).toMatchObject({ ok: true, model: small });
  const model = build(small, 3);
  const state = startingState(file, model, ["a", "b", "c"], filledState(model, 1));
  expect(state.hasNewHead).toBe(true);
  expect(state.parameters["classifier.weight"]![0]).toBe(1);
  expect(state.parameters["features.0.conv.weight"]![0]).toBe(2);
  const less = headless.filter(({ name }) => name !== "features.1.bn.bias");
  expect(fitWeights(writeSafetensors({ tensors: less, metadata: {} }), small)).toMatchObject({
    ok: false,
    differences: ["features.1.bn.bias is missing"],
  });
});

test("counts of batches may be missing, and a head of impossible size is refused", () => {
  const { tensors } = readSafetensors(fileOf(small, 3));
  const without = tensors.filter(({ name }) => !name.endsWith("num_batches_tracked"));
  const file = writeSafetensors({ tensors: without, metadata: {} });
  expect(fitWeights(file, small).ok).toBe(true);
  const huge = writeSafetensors({
    tensors: [{ name: "classifier.weight", shape: [2 ** 40, 0], values: new Float32Array() }],
    metadata: {},
  });
  expect(fitWeights(huge, small).ok).toBe(false);
});
