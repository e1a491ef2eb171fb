/** Hands runs over to PyTorch: images, initial weights and orders as files of a folder. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Dataset } from "../../src/data/dataset";
import { sizeOf } from "../../src/lib/shape";
import { initialize } from "../../src/nn/initialize";
import { buffersOf, parametersOf, type Model } from "../../src/nn/model";
import type { ModelState } from "../../src/nn/state";
import { writeWeights } from "../../src/parts/formats/weights";
import type { Config } from "../../src/train/config";
import { makeRecipe } from "../../src/train/recipe";
import { orderOf } from "../../src/train/window";

export interface PlannedRun {
  config: Config;
  dataset: Dataset;
  /** Whether PyTorch trains it in float64 too. */
  inDouble: boolean;
}

/** What tools/parityTraining.py reads. */
export function writePlan(folder: string, runs: readonly PlannedRun[]): void {
  const plan = runs.map(({ config, dataset, inDouble }, index) => {
    const recipe = makeRecipe(config, dataset);
    const { model, split } = recipe;
    const images = `images-${index}.bin`;
    const weights = `weights-${index}.safetensors`;
    writeFileSync(join(folder, images), dataset.pixels);
    writeFileSync(join(folder, weights), writeWeights(model, initialState(model, config.seed), {}));
    return {
      config,
      inDouble,
      images,
      weights,
      imageSizePx: dataset.imageSizePx,
      classes: dataset.classes.length,
      labels: [...dataset.labels],
      train: [...split.train],
      validation: [...split.validation],
      orders: Array.from({ length: config.training.epochs }, (_, epoch) => [
        ...orderOf(recipe, epoch),
      ]),
      dropouts: model.layers.flatMap((layer) =>
        layer.op === "dropout" ? [[layer.name, layer.probability]] : [],
      ),
    };
  });
  writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
}

/** The weights that a run of this seed begins with, on any engine. */
function initialState(model: Model, seed: number): ModelState {
  return {
    parameters: Object.fromEntries(
      parametersOf(model).map((it) => [it.name, initialize(it, seed)]),
    ),
    buffers: Object.fromEntries(
      buffersOf(model).map(({ name, shape, initial }) => [
        name,
        new Float32Array(sizeOf(shape)).fill(initial),
      ]),
    ),
  };
}
