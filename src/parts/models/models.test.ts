import { describe, expect, test } from "vitest";
import { buildPart, describeRegistry, registrySchema } from "../../lib/part";
import { sizeOf } from "../../lib/shape";
import { initialize } from "../../nn/initialize";
import { buffersOf, costOf, parametersOf, shapesOf } from "../../nn/model";
import { models } from ".";
import { goldenModels } from "./golden";

const context = { classCount: 10, imageSizePx: 64 };
const bytesOf = (values: Float32Array) => new Uint8Array(values.buffer);
const defaults = (name: string) => registrySchema(models).parse({ name });

/** Larger tensors begin like smaller ones, and take long. */
const MAX_DRAWN = 100_000;

describe.each(describeRegistry(models))("$label", ({ name }) => {
  const model = buildPart(models, defaults(name), context);

  test("ends in one number a class", () => {
    expect(shapesOf(model).get(model.layers.at(-1)!.name)).toEqual([10]);
  });

  test("names every layer and tensor once", () => {
    const layers = model.layers.map((layer) => layer.name);
    expect(new Set(layers).size).toBe(layers.length);
    const tensors = [...parametersOf(model), ...buffersOf(model)].map((tensor) => tensor.name);
    expect(new Set(tensors).size).toBe(tensors.length);
  });

  test("begins with numbers that the seed alone decides", () => {
    for (const parameter of parametersOf(model)) {
      if (sizeOf(parameter.shape) > MAX_DRAWN) continue;
      const values = initialize(parameter, 3);
      // As bytes: comparing millions of numbers one by one takes seconds.
      expect(Buffer.compare(bytesOf(initialize(parameter, 3)), bytesOf(values))).toBe(0);
      if (parameter.initializer.kind !== "constant")
        expect(Buffer.compare(bytesOf(initialize(parameter, 4)), bytesOf(values))).not.toBe(0);
    }
  });
});

describe.each(goldenModels)("%s", (_, make) => {
  const { model, tensors } = make();
  const parameters = parametersOf(model);

  test("has the original's tensors", () => {
    const own = [...parameters, ...buffersOf(model)].map(({ name, shape }) => ({ name, shape }));
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(own.sort(byName)).toEqual(
      tensors.map(({ name, shape }) => ({ name, shape })).sort(byName),
    );
  });

  test("begins with numbers that spread as the original's do", () => {
    const originals = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    for (const parameter of parameters) {
      const count = sizeOf(parameter.shape);
      const { mean, deviation } = originals.get(parameter.name)!;
      if (parameter.initializer.kind === "constant") {
        expect([mean, deviation], parameter.name).toEqual([parameter.initializer.value, 0]);
        continue;
      }
      if (count > MAX_DRAWN) continue;
      const own = spreadOf(initialize(parameter, 3));
      // Two samples of a normal distribution: five times what chance makes of each.
      expect(Math.abs(own.mean - mean) / deviation, parameter.name).toBeLessThan(
        5 * Math.sqrt(2 / count),
      );
      expect(Math.abs(own.deviation / deviation - 1), parameter.name).toBeLessThan(
        5 / Math.sqrt(count),
      );
    }
  });
});

function spreadOf(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

// Parameters as torchvision and timm state them; multiply-adds as torchvision, rounded as there, and
// as counted from timm's layers.
test.each([
  [{ name: "resnet18", stem: "large" }, 11_689_512, 1814],
  [{ name: "resnet34", stem: "large" }, 21_797_672, 3664],
  [{ name: "mobileNetV2" }, 3_504_872, 300.8],
  [{ name: "mobileNetV3Small" }, 2_542_856, 56.5],
  [{ name: "efficientNetB0" }, 5_288_548, 385.8],
  [{ name: "efficientNetLite0" }, 4_652_008, 385.2],
  [{ name: "convNeXtAtto" }, 3_695_520, 547.3],
])("%o costs what its authors say", (config, parameterCount, millions) => {
  const context = { classCount: 1000, imageSizePx: 224 };
  const cost = costOf(buildPart(models, registrySchema(models).parse(config), context));
  expect(cost.parameterCount).toBe(parameterCount);
  expect(cost.multiplyAdds / 1e6 / millions).toBeCloseTo(1, 3);
});

test("dropout and stochastic depth stand where the originals have them", () => {
  const layersOf = (config: object, op: "dropout" | "stochasticDepth") =>
    buildPart(models, registrySchema(models).parse(config), context).layers.flatMap((layer) =>
      layer.op === op ? [[layer.name, layer.probability] as const] : [],
    );
  const b0 = { name: "efficientNetB0" };
  expect(layersOf(b0, "dropout")).toEqual([["dropout", 0.2]]);
  // torchvision: 0.2 · index / 16, in the nine blocks with a shortcut.
  const depths = layersOf(b0, "stochasticDepth").map(([, probability]) => 80 * probability);
  expect(depths.map(Math.round)).toEqual([2, 4, 6, 7, 9, 10, 12, 13, 14]);
  const convNeXt = { name: "convNeXtAtto", stochasticDepth: 0.11 };
  const rates = layersOf(convNeXt, "stochasticDepth").map(([, probability]) => 100 * probability);
  expect(rates.map(Math.round)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(layersOf({ name: "mobileNetV2" }, "stochasticDepth")).toEqual([]);
  expect(layersOf({ name: "mobileNetV2", dropout: 0 }, "dropout")).toEqual([]);
});

test("an image that is too small is refused with what to do", () => {
  const tiny = buildPart(models, defaults("smallCnn"), { classCount: 2, imageSizePx: 1 });
  expect(() => shapesOf(tiny)).toThrow("Use larger images");
});
