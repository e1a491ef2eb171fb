/** A run with its images, as a format takes it that goes on with it elsewhere. */
import { splitNames, type Dataset } from "../data/dataset";
import { meanColorOf } from "../data/meanColor";
import { sha256 } from "../lib/sha256";
import { partOf, unwatched, type Task } from "../lib/task";
import type { HandedOverRun, SplitManifest } from "../parts/formats/format";
import type { Checkpoint } from "../train/checkpoint";
import { writeCheckpoint } from "../train/checkpointFile";
import { classWeightsOf, makeRecipe, type Recipe } from "../train/recipe";

const HASHED_AT_ONCE = 200;

/** @param dataset the images that the run was trained on, at its size */
export async function handOver(
  checkpoint: Checkpoint,
  dataset: Dataset,
  fingerprint: string,
  task: Task = unwatched,
): Promise<HandedOverRun> {
  const { config } = checkpoint.run;
  const recipe = makeRecipe(config, dataset);
  const { split, settings, frozen, stepsPerEpoch } = recipe;
  return {
    config,
    checkpoint: new Uint8Array(
      await (await writeCheckpoint(checkpoint, partOf(task, 0, 0.5))).arrayBuffer(),
    ),
    split: await splitManifest(recipe, fingerprint, partOf(task, 0.5, 1)),
    stepsPerEpoch,
    classWeights: classWeightsOf(config, dataset, split),
    parameters: settings,
    frozenLayers: frozen,
  };
}

async function splitManifest(
  { dataset, split }: Recipe,
  fingerprint: string,
  task: Task,
): Promise<SplitManifest> {
  const { imageSizePx, classes, paths, labels, pixels } = dataset;
  const imageBytes = imageSizePx * imageSizePx * 3;
  const splitOf = new Map(
    splitNames.flatMap((name) => Array.from(split[name], (index) => [index, name] as const)),
  );
  const images: SplitManifest["images"][number][] = [];
  for (const [index, path] of paths.entries()) {
    if (index % HASHED_AT_ONCE === 0) await task.reach(index / paths.length);
    images.push({
      path,
      label: labels[index]!,
      split: splitOf.get(index)!,
      // A copy: the hash takes no view of memory that may be shared.
      sha256: await sha256(pixels.slice(index * imageBytes, (index + 1) * imageBytes)),
      meanColor: meanColorOf(dataset, index).map((value) => Math.round(100 * value) / 100),
    });
  }
  return { fingerprint, imageSizePx, classes, images };
}
