/** The contract of everything that draws: an equal seed gives equal batches, another seed others. */
import { describe, expect, test } from "vitest";
import { describeRegistry } from "../lib/part";
import { randomKey } from "../lib/random";
import { augmentations } from "../parts/augmentations";
import { mixes } from "../parts/mixes";
import { dataFields } from "./dataFields";
import { makeRecipe } from "./recipe";
import { colouredSquares, testConfig } from "./testRun";
import { orderOf, windowOf, type MicroBatch } from "./window";

const dataset = colouredSquares(12);

/** Two steps of two epochs, made anew. */
function stepsOf(data: object, seed: number): MicroBatch[][] {
  const config = testConfig({
    seed,
    data: { imageSizePx: 8, augmentations: [], ...data },
    training: { batchSize: 5, accumulationSteps: 2 },
  });
  const recipe = makeRecipe(config, dataset);
  return [0, 1].flatMap((epoch) =>
    [0, 1].map((stepInEpoch) => [
      ...windowOf(recipe, orderOf(recipe, epoch), { epoch, stepInEpoch }),
    ]),
  );
}

const drawsOf = (steps: MicroBatch[][]) =>
  steps.flat().map(({ batch: { transforms, mix } }) => ({ transforms, mix }));
const namesOf = (registry: Parameters<typeof describeRegistry>[0]) =>
  describeRegistry(registry).map(({ name }) => name);

const cases = [
  ...dataFields.sampler.choices.map(({ value }) => ({ sampler: value })),
  ...namesOf(augmentations).map((name) => ({ augmentations: [{ name }] })),
  ...namesOf(mixes).map((name) => ({ mix: { name } })),
];

describe.each(cases)("%o", (data) => {
  test("equal seeds give equal batches, keys of masks and orders", () => {
    const steps = stepsOf(data, 3);
    expect(stepsOf(data, 3)).toEqual(steps);
    const others = stepsOf(data, 4);
    expect(others.flat().map(({ batch }) => batch.indices)).not.toEqual(
      steps.flat().map(({ batch }) => batch.indices),
    );
    for (const [i, micro] of steps.flat().entries())
      expect(others.flat()[i]!.dropoutKey).not.toBe(micro.dropoutKey);
  });

  test("each step and each epoch has draws of its own", () => {
    const steps = stepsOf(data, 3);
    const keys = steps.flat().map(({ dropoutKey }) => dropoutKey);
    expect(new Set(keys).size).toBe(keys.length);
    const [first, , later] = steps;
    expect(later!.map(({ batch }) => batch.indices)).not.toEqual(
      first!.map(({ batch }) => batch.indices),
    );
    const isDrawing = drawsOf(steps).some(({ transforms, mix }) => mix ?? transforms.some(Boolean));
    if (isDrawing) expect(drawsOf([first!])).not.toEqual(drawsOf([later!]));
  });
});

test("a seed decides the split", () => {
  const splitAt = (seed: number) => makeRecipe(testConfig({ seed }), dataset).split;
  expect(splitAt(3)).toEqual(splitAt(3));
  expect(splitAt(4)).not.toEqual(splitAt(3));
});

test("keys of different purposes are different", () => {
  const purposes = ["order", "augment", "mix", "dropout", "initialize", "split"];
  expect(new Set(purposes.map((it) => randomKey(3, it, 0, 0))).size).toBe(purposes.length);
});
