/** A run's best model on its own validation images. */
import type { Dataset } from "../data/dataset";
import type { Tier } from "../engine/tier";
import type { Prediction } from "../protocol";
import type { Checkpoint } from "../train/checkpoint";
import { logitsOf } from "../train/evaluate";
import type { TrainedModel } from "../train/modelFile";
import { predictionsOf } from "../train/predictions";
import { splitOf } from "../train/recipe";
import { withTrainedEngine } from "./trainedEngine";

/** `label` is the index of the true class. */
export function predictValidation(
  { run }: Checkpoint,
  trained: TrainedModel,
  dataset: Dataset,
  tier: Tier,
): Promise<(Prediction & { label: number })[]> {
  const { validation } = splitOf(run.config, dataset);
  const paths = Array.from(validation, (index) => dataset.paths[index]!);
  return withTrainedEngine(trained, tier, async (engine) => {
    const logits = await logitsOf(engine, dataset, validation, trained.normalization);
    return predictionsOf(paths, logits, dataset.classes.length).map((prediction, row) => ({
      ...prediction,
      label: dataset.labels[validation[row]!]!,
    }));
  });
}
