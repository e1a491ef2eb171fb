/**
 * Makes one training step on a reference engine, with the batches, masks, loss and update that training
 * would use for it, and tells everything about it.
 */
import type { TfjsEngine } from "../engine/tfjs/TfjsEngine";
import { sizeOf } from "../lib/shape";
import { shapesOf, type Model } from "../nn/model";
import { layerOps } from "../nn/ops";
import { inspectMicroBatch } from "./inspectMicroBatch";
import { inspectUpdate } from "./inspectUpdate";
import type { LayerFacts, MicroBatchInspection, StepInspection } from "./inspection";
import { metricHistoryOf, type Progress } from "./progress";
import type { Recipe } from "./recipe";
import { frozenAt, updateOf } from "./updateOf";
import { orderOf, windowOf } from "./window";

/** Of a window, as many micro-batches are shown layer by layer: a window may have a thousand. */
const MOST_DETAILED = 4;

/**
 * The next step from `stand`; null where the signal gave it up. The engine holds the state before
 * the step, and afterwards the state after it.
 */
export async function inspectStep(
  recipe: Recipe,
  engine: TfjsEngine,
  stand: Progress,
  signal: AbortSignal,
): Promise<StepInspection | null> {
  const { config, dataset, model } = recipe;
  const progress = nextStepOf(recipe, stand);
  const { clipNorm } = config.training;
  const rate = recipe.schedule.at(momentOf(recipe, progress), metricHistoryOf(progress));
  const micros = [...windowOf(recipe, orderOf(recipe, progress.epoch), progress)];
  const denominator = micros.reduce((sum, micro) => sum + micro.denominator, 0);
  const before = await engine.readState();

  engine.freeze(frozenAt(recipe, progress.epoch));
  engine.zeroGradients();
  engine.zeroLoss();
  const microBatches: MicroBatchInspection[] = [];
  for (const [place, micro] of micros.entries()) {
    const isDetailed = place < MOST_DETAILED;
    microBatches.push(await inspectMicroBatch(recipe, engine, micro, { denominator, isDetailed }));
    if (signal.aborted) return null;
  }
  const gradients = await engine.readGradients();
  engine.step(updateOf(recipe, progress, rate, denominator));
  const after = await engine.readState();

  return {
    epoch: progress.epoch,
    stepInEpoch: progress.stepInEpoch,
    step: progress.step,
    learningRate: rate.learningRate,
    momentum: rate.momentum ?? null,
    classes: dataset.classes,
    imageSizePx: dataset.imageSizePx,
    layers: layerFactsOf(model),
    microBatches,
    denominator,
    loss: after.lossSum / denominator,
    ...inspectUpdate(model, { before, after, gradients, denominator, clipNorm }),
  };
}

/** A run may be paused after an epoch's last step, before its validation: the next step is another epoch's. */
function nextStepOf({ stepsPerEpoch }: Recipe, stand: Progress): Progress {
  return stand.stepInEpoch < stepsPerEpoch
    ? stand
    : { ...stand, epoch: stand.epoch + 1, stepInEpoch: 0 };
}

/** A run that is over has no next step: its schedule stands at the last one. */
function momentOf({ config, stepsPerEpoch }: Recipe, { epoch, step }: Progress) {
  const { epochs } = config.training;
  return {
    epoch: Math.min(epoch, epochs - 1),
    step: Math.min(step, epochs * stepsPerEpoch - 1),
  };
}

function layerFactsOf(model: Model): LayerFacts[] {
  const shapes = shapesOf(model);
  return model.layers.map((layer) => ({
    name: layer.name,
    op: layer.op === "activation" ? layer.kind : layer.op,
    inputs: layer.inputs,
    shape: torchOrder(shapes.get(layer.name)!),
    parameterCount: layerOps[layer.op]
      .parameters(layer as never)
      .reduce((sum, { shape }) => sum + sizeOf(shape), 0),
  }));
}

/** `[height, width, channels]` → `[channels, height, width]`; anything else stays. */
function torchOrder(shape: readonly number[]): readonly number[] {
  const [height, width, channels] = shape;
  return shape.length === 3 ? [channels!, height!, width!] : shape;
}
