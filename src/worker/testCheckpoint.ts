/** For tests: a run of the smallest model, one step from its start. */
import { initialize } from "../nn/initialize";
import { buffersOf, parametersOf, type Model } from "../nn/model";
import { modelOf, type Checkpoint } from "../train/checkpoint";
import { startOfRun } from "../train/progress";
import { makeRecipe } from "../train/recipe";
import { colouredSquares, testConfig } from "../train/testRun";

export const dataset = colouredSquares(6);
export const config = testConfig({
  training: { batchSize: 4, accumulationSteps: 2, backboneRate: 0.5, weightDecayOn: "weights" },
  data: { imageSizePx: 8, augmentations: [], classWeights: "balanced" },
});
export const model = modelOf(config, dataset.classes, dataset.imageSizePx);
export const weights = weightsOf(model);

function weightsOf(model: Model) {
  return {
    parameters: Object.fromEntries(parametersOf(model).map((it) => [it.name, initialize(it, 1)])),
    buffers: Object.fromEntries(
      buffersOf(model).map(({ name, shape, initial }) => [
        name,
        new Float32Array(shape[0] ?? 1).fill(initial),
      ]),
    ),
  };
}

/** A parameter that has optimizer state. */
export const slot = "features.0.conv.weight";

export function halfWay(classes = dataset.classes): Checkpoint {
  const { normalization, stepsPerEpoch } = makeRecipe(config, dataset);
  const size = weights.parameters[slot]!.length;
  return {
    run: {
      runId: "test",
      config,
      device: { tier: "wasm", detail: "", reason: "" },
      classes,
      imageCounts: { train: 12, validation: 6, test: 0 },
      stepsPerEpoch,
    },
    imageSizePx: dataset.imageSizePx,
    normalization,
    data: { name: "squares", imageCount: 18, fingerprint: "f" },
    progress: { ...startOfRun, stepInEpoch: 1, step: 1, lossWeight: 8 },
    engine: {
      ...weightsOf(modelOf(config, classes, dataset.imageSizePx)),
      optimizer: { [slot]: { step: 3, slots: { exp_avg: new Float32Array(size).fill(0.5) } } },
      lossSum: 2.5,
      average: null,
    },
  };
}
