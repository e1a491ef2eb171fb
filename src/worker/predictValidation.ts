/** A run's best model on its own validation images. */
import type { Dataset } from "../data/dataset";
import { evaluationBatchOf } from "../engine/plan/evaluationBatch";
import type { Tier } from "../engine/tier";
import type { Task } from "../lib/task";
import type { Prediction } from "../protocol";
import type { Checkpoint } from "../train/checkpoint";
import { predictLogits } from "../train/evaluate";
import type { TrainedModel } from "../train/modelFile";
import { predictionsOf } from "../train/predictions";
import { splitOf } from "../train/recipe";
import { withTrainedEngine } from "./trainedEngine";

export type ValidatedPrediction = Prediction & { index: number; label: number };

/** `index` is the image's in the data set, `label` that of the true class. */
export function predictValidation(
  { run }: Checkpoint,
  trained: TrainedModel,
  dataset: Dataset,
  tier: Tier,
  task: Task,
): Promise<ValidatedPrediction[]> {
  const { validation } = splitOf(run.config, dataset);
  const paths = Array.from(validation, (index) => dataset.paths[index]!);
  return withTrainedEngine(trained, tier, async (engine) => {
    const batches = predictLogits(engine, dataset, validation, trained.normalization);
    const batchCount = validation.length / evaluationBatchOf(engine.model, null);
    let batch = await batches.next();
    for (let done = 1; !batch.done; done++) {
      await task.reach(Math.min(1, done / batchCount));
      batch = await batches.next();
    }
    return predictionsOf(paths, batch.value, dataset.classes.length).map((prediction, row) => ({
      ...prediction,
      index: validation[row]!,
      label: dataset.labels[validation[row]!]!,
    }));
  });
}
