/** A checkpoint: everything that a run needs to go on bit for bit. */
import type { Normalization } from "../data/batch";
import type { EngineState } from "../engine/engine";
import { buildPart } from "../lib/part";
import type { Model } from "../nn/model";
import { models } from "../parts/models";
import type { Config } from "./config";
import type { RunSummary } from "./events";
import type { TrainedModel } from "./modelFile";
import type { Progress } from "./progress";

export interface Checkpoint {
  run: RunSummary;
  imageSizePx: number;
  normalization: Normalization;
  /** What the run was trained on; only the same images can go on with it. */
  data: { name: string; imageCount: number; fingerprint: string };
  progress: Progress;
  engine: EngineState;
}

/** The model that a checkpoint holds: the best epoch's, or the newest where there is no best. */
export function trainedModelOf(checkpoint: Checkpoint, which: "best" | "last"): TrainedModel {
  const { run, imageSizePx, normalization, progress, engine } = checkpoint;
  const { config, classes } = run;
  const { parameters, buffers } = (which === "best" ? progress.bestModel : null) ?? engine;
  const model = modelOf(config, classes, imageSizePx);
  return { model, state: { parameters, buffers }, classes, normalization, config };
}

export function modelOf(config: Config, classes: readonly string[], imageSizePx: number): Model {
  return buildPart(models, config.model, { classCount: classes.length, imageSizePx });
}
