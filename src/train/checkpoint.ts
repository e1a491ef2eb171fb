/** A checkpoint: everything that a run needs to go on bit for bit. */
import type { Normalization } from "../data/batch";
import type { EngineState } from "../engine/engine";
import { buildPart } from "../lib/part";
import type { Model } from "../nn/model";
import type { ModelState } from "../nn/state";
import { models } from "../parts/models";
import type { Config } from "./config";
import type { RunSummary } from "./events";
import type { Origin, TrainedModel } from "./modelFile";
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

/** The best epoch's weights or the newest; in a run that averages them their average, or they themselves. */
export type WeightsName = "best" | "last" | "bestRaw" | "lastRaw";

/** The model that a checkpoint holds; the newest stands for the best where there is none. */
export function trainedModelOf(checkpoint: Checkpoint, which: WeightsName): TrainedModel {
  const { run, imageSizePx, normalization } = checkpoint;
  const { config, classes } = run;
  const { parameters, buffers } = statesOf(checkpoint)[which];
  const model = modelOf(config, classes, imageSizePx);
  return { model, state: { parameters, buffers }, classes, normalization, config };
}

function statesOf({ progress, engine }: Checkpoint): Record<WeightsName, ModelState> {
  const { bestModel, bestRawModel } = progress;
  const last = engine.average ?? engine;
  return {
    best: bestModel ?? last,
    last,
    bestRaw: bestRawModel ?? bestModel ?? engine,
    lastRaw: engine,
  };
}

/** What the run knows of these weights: a step further, or averaged, they are others than were measured. */
export function originOf({ progress, engine }: Checkpoint, which: WeightsName): Origin {
  const { best, history, stepInEpoch, bestModel } = progress;
  const isRaw = which === "bestRaw" || which === "lastRaw";
  const isBest = bestModel !== null && (which === "best" || which === "bestRaw");
  const record = isBest
    ? history.find(({ epoch }) => epoch === best?.epoch)
    : stepInEpoch === 0
      ? history.at(-1)
      : undefined;
  return { best, epoch: isRaw && engine.average ? null : (record ?? null) };
}

export function modelOf(config: Config, classes: readonly string[], imageSizePx: number): Model {
  return buildPart(models, config.model, { classCount: classes.length, imageSizePx });
}
