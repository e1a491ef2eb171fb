import { expect, test } from "vitest";
import type { Batch } from "../data/batch";
import { makeRecipe } from "./recipe";
import { colouredSquares, testConfig } from "./testRun";
import { orderOf, windowOf } from "./window";

const dataset = colouredSquares(10);

function batchesOf(batchSize: number, accumulationSteps: number, mix: object): Batch[] {
  const config = testConfig({
    data: {
      imageSizePx: 8,
      mix,
      augmentations: [{ name: "randomCrop", paddingPx: 2 }, { name: "horizontalFlip" }],
    },
    training: { batchSize, accumulationSteps },
  });
  const recipe = makeRecipe(config, dataset);
  const place = { epoch: 1, stepInEpoch: 0 };
  return Array.from(windowOf(recipe, orderOf(recipe, 1), place), ({ batch }) => batch);
}

test.each([{ name: "mixup" }, { name: "cutMix" }])(
  "micro-batches are mixed as one batch of the whole window: %o",
  (mix) => {
    const [whole] = batchesOf(9, 1, mix);
    const parts = batchesOf(3, 3, mix);
    const { lambda, box } = whole!.mix!;
    expect(parts.map((part) => [part.mix!.lambda, part.mix!.box])).toEqual([
      [lambda, box],
      [lambda, box],
      [lambda, box],
    ]);
    const joined = <T>(of: (batch: Batch) => Iterable<T>) => parts.flatMap((part) => [...of(part)]);
    expect(joined((it) => it.mix!.partners)).toEqual([...whole!.mix!.partners]);
    expect(joined((it) => it.mix!.partnerTransforms)).toEqual(whole!.mix!.partnerTransforms);
    // The image before it, as it is augmented in its own place; the last one for the first.
    const rolled = <T>(values: readonly T[]) => [values.at(-1), ...values.slice(0, -1)];
    expect([...whole!.mix!.partners]).toEqual(rolled([...whole!.indices]));
    expect(whole!.mix!.partnerTransforms).toEqual(rolled(whole!.transforms));
    expect(whole!.targets).toEqual({
      kind: "mix",
      first: Int32Array.from(whole!.indices, (index) => dataset.labels[index]!),
      second: Int32Array.from(whole!.mix!.partners, (index) => dataset.labels[index]!),
      lambda,
    });
  },
);

test("each step draws its own share, and the same one when it is made again", () => {
  const config = testConfig({ data: { imageSizePx: 8, mix: { name: "mixup" } } });
  const recipe = makeRecipe(config, dataset);
  const shareOf = (stepInEpoch: number) =>
    windowOf(
      { ...recipe, config: { ...config, training: { ...config.training, batchSize: 4 } } },
      orderOf(recipe, 0),
      { epoch: 0, stepInEpoch },
    ).next().value?.batch.mix?.lambda;
  const shares = [0, 1, 2, 3].map(shareOf);
  expect(new Set(shares).size).toBe(4);
  expect([0, 1, 2, 3].map(shareOf)).toEqual(shares);
});
