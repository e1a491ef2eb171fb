import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attacked } from "../lib/hostileJson";
import { defaultConfig, parseConfig } from "./config";
import { presets } from "./presets";

/** The example of the documentation. */
const documented = {
  version: 1,
  seed: 42,
  data: {
    imageSizePx: 64,
    normalize: "dataset",
    split: { name: "stratified", validation: 0.2, test: 0 },
    sampler: "shuffle",
    classWeights: "none",
    augmentations: [{ name: "horizontalFlip" }],
  },
  model: { name: "resnet18", trainable: "all" },
  loss: { name: "focal", gamma: 2 },
  optimizer: { name: "adamW", learningRate: 0.001, weightDecay: 0.01 },
  schedule: { name: "cosineAnnealing", tMax: 10, etaMin: 0, warmupEpochs: 1 },
  training: {
    epochs: 10,
    batchSize: 32,
    accumulationSteps: 1,
    clipNorm: null,
    clipValue: 0.5,
    weightDecayOn: "weights",
    backboneRate: 0.1,
    layerDecay: 0.75,
    unfreezeEpoch: null,
    emaDecay: null,
    emaWarmup: false,
    bestBy: "macroF1",
    earlyStoppingPatience: null,
  },
};

const errorsOf = (value: unknown) => parseConfig(value).errors;

describe("a configuration", () => {
  test("has a default for everything", () => {
    expect(errorsOf({})).toEqual([]);
    expect(parseConfig(defaultConfig).config).toEqual(defaultConfig);
  });

  test("can be what the documentation shows", () => {
    expect(errorsOf(documented)).toEqual([]);
    expect(parseConfig(documented).config).toMatchObject(documented);
  });

  test("starts from nothing, or from weights that it names by their hash", () => {
    const none = { ...documented, model: { ...documented.model, weights: null } };
    expect(parseConfig(none)).toEqual(parseConfig(documented));
    const weights = {
      name: "mine.safetensors",
      sha256: "0a".repeat(32),
      imageSizePx: 64,
      mean: [0.5, 0.5, 0.5],
      standardDeviation: [0.2, 0.2, 0.2],
    };
    const started = { ...documented, model: { ...documented.model, weights } };
    expect(parseConfig(started).config).toMatchObject(started);
    const pathsOf = (weights: unknown) =>
      errorsOf({ model: { name: "smallCnn", weights } }).map(({ path }) => path);
    expect(pathsOf("imagenet")).toEqual(["model.weights"]);
    expect(pathsOf({ ...weights, sha256: "0A" })).toEqual(["model.weights.sha256"]);
    expect(pathsOf({ ...weights, standardDeviation: [0, 1, 1] })).toEqual([
      "model.weights.standardDeviation.0",
    ]);
    expect(pathsOf({ ...weights, url: "https://example.org" })).toEqual(["model.weights.url"]);
  });

  test("survives being written and read, for every preset", () => {
    for (const { config } of presets)
      expect(parseConfig(JSON.parse(JSON.stringify(config))).config).toEqual(config);
  });

  test.each([
    [{ training: { epochs: 0 } }, "training.epochs", "at least 1"],
    [{ training: { epochs: 1.5 } }, "training.epochs", "whole number"],
    [{ optimizer: { name: "sgd", learningRate: 0 } }, "optimizer.learningRate", "greater than 0"],
    [{ optimizer: { name: "sgd", learningRate: NaN } }, "optimizer.learningRate", "number"],
    [{ optimizer: { name: "sgd", learningRate: 1e9 } }, "optimizer.learningRate", "at most"],
    [{ optimizer: { name: "sgd", momentum: 0, nesterov: true } }, "optimizer.nesterov", "momentum"],
    [{ optimizer: { name: "lion" } }, "optimizer.name", "Choose one of"],
    [{ loss: { name: "focal", gamma: -1 } }, "loss.gamma", "at least 0"],
    [{ epochs: 3 }, "epochs", "no such setting"],
    [{ training: { epoch: 3 } }, "training.epoch", "no such setting"],
    [
      { data: { augmentations: [{ name: "randomCrop", paddingPx: -1 }] } },
      "data.augmentations.0.paddingPx",
      "at least",
    ],
    [{ version: 2 }, "version", "version 1"],
    ["not an object", "", ""],
    [null, "", ""],
  ])("%o is refused at %s", (value, path, message) => {
    const errors = errorsOf(value);
    expect(errors.map((error) => error.path)).toContain(path);
    expect(errors.find((error) => error.path === path)!.message).toContain(message);
  });

  test("attacked anywhere is read or refused with a message per field, and touches no prototype", () => {
    fc.assert(
      fc.property(attacked(JSON.stringify(documented)), (text) => {
        const { config, errors } = parseConfig(JSON.parse(text));
        expect(config === null).toBe(errors.length > 0);
        for (const { message } of errors) expect(message).not.toBe("");
      }),
      { numRuns: 500, seed: 12 },
    );
    expect(Object.prototype).not.toHaveProperty("polluted");
  });

  test("never throws and never changes an object's prototype, whatever it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { config, errors } = parseConfig(value);
        expect(config === null).toBe(errors.length > 0);
      }),
    );
    parseConfig(
      JSON.parse('{"__proto__": {"polluted": 1}, "data": {"__proto__": {"polluted": 1}}}'),
    );
    expect("polluted" in {}).toBe(false);
  });
});
