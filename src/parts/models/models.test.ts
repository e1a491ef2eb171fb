import { describe, expect, test } from "vitest";
import { buildPart, describeRegistry, registrySchema } from "../../lib/part";
import { sizeOf } from "../../lib/shape";
import { initialize } from "../../nn/initialize";
import { buffersOf, costOf, parametersOf, shapesOf } from "../../nn/model";
import { models } from ".";

const context = { classCount: 10, imageSizePx: 64 };
const bytesOf = (values: Float32Array) => new Uint8Array(values.buffer);
const defaults = (name: string) => registrySchema(models).parse({ name });

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

  test("begins with the spread that its initialisers promise, from the seed alone", () => {
    for (const parameter of parametersOf(model)) {
      const { initializer, shape } = parameter;
      if (initializer.kind === "constant" || sizeOf(shape) < 500) continue;
      const values = initialize(parameter, 3);
      // As bytes: comparing millions of numbers one by one takes seconds.
      expect(Buffer.compare(bytesOf(initialize(parameter, 3)), bytesOf(values))).toBe(0);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const spread = Math.sqrt(
        values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length,
      );
      const [out, , ...kernel] = shape as [number, number, ...number[]];
      const expected =
        initializer.kind === "kaimingNormalFanOut"
          ? Math.sqrt(2 / (out * kernel.reduce((a, b) => a * b, 1)))
          : initializer.kind === "uniform"
            ? initializer.bound / Math.sqrt(3)
            : initializer.kind === "normal"
              ? initializer.standardDeviation
              : NaN;
      // The spread of so many draws is itself known to a few parts in a hundred.
      expect(Math.abs(spread / expected - 1)).toBeLessThan(5 / Math.sqrt(values.length));
    }
  });
});

test("ResNet-18 with the large stem has torchvision's parameters", () => {
  const model = buildPart(models, { name: "resnet18", stem: "large" } as never, {
    classCount: 1000,
    imageSizePx: 224,
  });
  expect(costOf(model).parameterCount).toBe(11_689_512);
  // torchvision states 1.814 GFLOPS, which counts multiply-adds.
  expect(costOf(model).multiplyAdds / 1e9).toBeCloseTo(1.814, 1);
  const names = parametersOf(model).map(({ name }) => name);
  expect(names).toContain("layer2.0.downsample.1.weight");
  expect(names.at(-1)).toBe("fc.bias");
  expect(buffersOf(model)[2]!.name).toBe("bn1.num_batches_tracked");
});

test("an image that is too small is refused with what to do", () => {
  const tiny = buildPart(models, defaults("smallCnn"), { classCount: 2, imageSizePx: 1 });
  expect(() => shapesOf(tiny)).toThrow("Use larger images");
});
