import { expect, test } from "vitest";
import type { MemoryLimits } from "../engine/memoryPlan";
import { hardware } from "../engine/webgpu/target";
import { parseConfig } from "./config";
import { runMemory } from "./runMemory";

function memoryOf(
  limits: MemoryLimits,
  { batchSize = 32, imageSizePx = 32, canAccumulate = true } = {},
) {
  const { config } = parseConfig({
    data: { imageSizePx },
    training: { batchSize, accumulationSteps: 3 },
  });
  return runMemory(config!, {
    tier: "webgpu",
    limits,
    classes: ["cat", "dog"],
    imageCount: 1000,
    canAccumulate,
  })!;
}

const unlimited = { totalBytes: Infinity, bufferBytes: Infinity, target: hardware };
const peakOf = (batchSize: number) => memoryOf(unlimited, { batchSize }).peakBytes;

test("kept features are counted, and what trains on them takes less than the whole model", () => {
  const peakWith = (augmentations: object[], imageCount: number) => {
    const { config } = parseConfig({
      data: { imageSizePx: 32, augmentations },
      model: { name: "smallCnn", trainable: "head" },
      training: { batchSize: 256 },
    });
    const situation = { classes: ["cat", "dog"], canAccumulate: true, limits: unlimited };
    return runMemory(config!, { ...situation, tier: "webgpu", imageCount })!.peakBytes;
  };
  expect(peakWith([], 1000)).toBeLessThan(0.8 * peakWith([{ name: "horizontalFlip" }], 1000));
  // An image's pixels and its 64 features, but for what the heap rounds up.
  const grown = peakWith([], 40_000) - peakWith([], 20_000);
  expect(grown / (20_000 * (32 * 32 * 3 + 64 * 4))).toBeCloseTo(1, 2);
});

test("a larger batch takes more, and what fits needs no proposal", () => {
  expect(peakOf(64)).toBeGreaterThan(1.5 * peakOf(32));
  expect(memoryOf(unlimited)).toMatchObject({ fits: true, proposal: null });
});

test("what does not fit is proposed in smaller batches of the same effective size", () => {
  const limit = { ...unlimited, totalBytes: peakOf(16) };
  const { fits, proposal } = memoryOf(limit);
  expect(fits).toBe(false);
  expect(proposal).toEqual({ batchSize: 16, accumulationSteps: 6, peakBytes: peakOf(16) });
});

test("a buffer that is too large is made smaller as well", () => {
  // The first activations: 256 images of 128 × 128 pixels and 16 channels take 256 MiB.
  const limits = { ...unlimited, bufferBytes: 2 ** 27 };
  const { fits, proposal } = memoryOf(limits, { batchSize: 256, imageSizePx: 128 });
  expect(fits).toBe(false);
  expect(proposal).toMatchObject({ batchSize: 128, accumulationSteps: 6 });
});

test("nothing is proposed where nothing helps", () => {
  expect(memoryOf({ ...unlimited, totalBytes: 1000 }).proposal).toBeNull();
  const limit = { ...unlimited, totalBytes: peakOf(16) };
  expect(memoryOf(limit, { canAccumulate: false }).proposal).toBeNull();
});
