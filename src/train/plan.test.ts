import { expect, test } from "vitest";
import type { Dataset } from "../data/dataset";
import { parseConfig } from "./config";
import { planRun } from "./plan";

const COUNT = 20;

/** Two classes of ten images each. */
const dataset: Dataset = {
  name: "Two colours",
  classes: ["black", "white"],
  imageSizePx: 32,
  pixels: new Uint8Array(COUNT * 32 * 32 * 3),
  labels: Uint16Array.from({ length: COUNT }, (_, i) => i % 2),
  paths: Array.from({ length: COUNT }, (_, i) => `${i % 2 ? "white" : "black"}/${i}.png`),
  folderSplit: new Array<null>(COUNT).fill(null),
  skipped: [],
  notes: [],
};

const plan = (changes: object) => {
  const config = {
    data: { imageSizePx: 32, split: { name: "stratified", validation: 0.2, test: 0 } },
    training: { batchSize: 4, epochs: 2 },
    ...changes,
  };
  return planRun(parseConfig(config).config!, dataset);
};

test("a plan counts the steps, the last shorter window too", () => {
  const { errors, plan: planned } = plan({
    training: { batchSize: 3, accumulationSteps: 2, epochs: 2 },
  });
  expect(errors).toEqual([]);
  expect(planned).toMatchObject({
    imageCounts: { train: 16, validation: 4, test: 0 },
    stepsPerEpoch: 3,
    totalSteps: 6,
    effectiveBatchSize: 6,
  });
});

test("fewer images than a batch are one batch", () => {
  const { errors, plan: planned } = plan({ training: { batchSize: 32, epochs: 2 } });
  expect(errors).toEqual([]);
  expect(planned).toMatchObject({ stepsPerEpoch: 1, effectiveBatchSize: 16 });
});

test.each([
  [{ model: { name: "smallCnn", trainable: "layer4, head" } }, "model.trainable"],
  [
    { loss: { name: "softF1" }, training: { batchSize: 4, accumulationSteps: 2 } },
    "training.accumulationSteps",
  ],
  [
    {
      loss: { name: "softF1" },
      data: { imageSizePx: 32, mix: { name: "mixup" } },
    },
    "data.mix.name",
  ],
  [
    {
      schedule: { name: "constant", warmupEpochs: 2 },
      training: { batchSize: 4, epochs: 2 },
    },
    "schedule.warmupEpochs",
  ],
  [
    { optimizer: { name: "sgd", momentum: 0 }, schedule: { name: "oneCycle" } },
    "schedule.cycleMomentum",
  ],
])("%o is refused at %s", (changes, path) => {
  const { errors, plan: planned } = plan(changes);
  expect(errors.map((error) => error.path)).toEqual([path]);
  expect(planned).toBeNull();
});

test("an average that has no time to forget the random weights is warned of", () => {
  const warnings = (training: object) =>
    plan({ training: { batchSize: 4, epochs: 2, ...training } }).plan!.warnings.join(" ");
  // 8 steps: 0.9 ^ 8 = 0.43.
  expect(warnings({ emaDecay: 0.9 })).toContain("still 43 % the random ones");
  expect(warnings({ emaDecay: 0.9, emaWarmup: true })).not.toContain("average");
  expect(warnings({ emaDecay: 0.5 })).not.toContain("average");
});

test("OneCycleLR goes with an optimizer that has momentum, and without cycling with any", () => {
  const allowed = [
    { optimizer: { name: "sgd" }, schedule: { name: "oneCycle" } },
    { optimizer: { name: "adamW" }, schedule: { name: "oneCycle", warmupEpochs: 1 } },
    {
      optimizer: { name: "rmsprop" },
      schedule: { name: "oneCycle", cycleMomentum: false },
    },
  ];
  for (const changes of allowed) expect(plan(changes).errors).toEqual([]);
});
