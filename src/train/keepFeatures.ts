/** Works out the features of the images that a run looks at, where its engine trains on features. */
import type { Engine } from "../engine/engine";
import { FeatureEngine } from "../engine/FeatureEngine";
import { evaluationBatchOf } from "../engine/plan/evaluationBatch";
import { predictLogits } from "./evaluate";
import { metricHistoryOf, type Progress } from "./progress";
import type { Recipe } from "./recipe";

export interface FeatureEvent {
  type: "features";
  /** Images. */
  done: number;
  total: number;
  /** Of the step that comes next. */
  learningRate: number;
}

/** Yields after each batch. */
export async function* keepFeatures(
  { dataset, split, normalization, schedule }: Recipe,
  engine: Engine,
  progress: Progress,
): AsyncGenerator<FeatureEvent, void> {
  if (!(engine instanceof FeatureEngine) || !engine.featureMaker) return;
  const maker = engine.featureMaker;
  const images = Uint32Array.of(...split.train, ...split.validation);
  const batchSize = evaluationBatchOf(maker.model, null);
  const batches = predictLogits(maker, dataset, images, normalization, batchSize);
  const total = images.length;
  const { learningRate } = schedule.at(progress, metricHistoryOf(progress));
  let batch = await batches.next();
  for (let done = batchSize; !batch.done; done += batchSize) {
    yield { type: "features", done: Math.min(done, total), total, learningRate };
    batch = await batches.next();
  }
  await engine.keep(images, batch.value, dataset.labels.length);
}
