/**
 * The training loop, read from top to bottom as the recipe. A generator: not pulling it pauses the
 * run, `return()` stops it. It takes no port and touches no storage.
 */
import type { Engine } from "../engine/engine";
import { evaluationBatchOf } from "../engine/plan/evaluationBatch";
import { metrics } from "../parts/metrics";
import { accuracy, f1PerClass, macroF1 } from "../parts/metrics/classification";
import { isStalled, isBetter } from "../parts/metrics/best";
import { evaluationOf, predictLogits } from "./evaluate";
import type { EndReason, EpochRecord } from "./events";
import { metricHistoryOf, type Progress } from "./progress";
import type { Recipe } from "./recipe";
import type { Evaluation } from "../parts/metrics/evaluation";
import { trainStep } from "./trainStep";
import { keepFeatures, type FeatureEvent } from "./keepFeatures";
import { orderOf } from "./window";

/** How often the loss is read back from the device; reading it waits for the device. */
const READ_INTERVAL_MS = 250;

export type TrainEvent =
  | FeatureEvent
  /** An optimizer step is done: a good moment to pause. */
  | { type: "step" }
  /** A validation batch is done. */
  | { type: "validating"; learningRate: number }
  | {
      type: "progress";
      /** Mean over the images since the last reading. */
      trainLoss: number;
      learningRate: number;
      gradientNorm: number | null;
    }
  | {
      type: "epochEnded";
      record: EpochRecord;
      confusion: readonly (readonly number[])[] | null;
      isBest: boolean;
    };

/** `progress` is brought up to date in place, so that it fits the engine's state at every yield. */
export async function* train(
  recipe: Recipe,
  engine: Engine,
  progress: Progress,
): AsyncGenerator<TrainEvent, EndReason> {
  const { config, split, schedule } = recipe;
  const { epochs, bestBy, earlyStoppingPatience, emaDecay } = config.training;
  yield* keepFeatures(recipe, engine, progress);
  if (emaDecay !== null && progress.step === 0) engine.startAverage();

  while (progress.epoch < epochs) {
    if (isStalled(progress, earlyStoppingPatience)) return "earlyStopping";
    const { epoch } = progress;
    const order = orderOf(recipe, epoch);
    const history = metricHistoryOf(progress);
    let read = { ms: performance.now(), sum: await engine.readLossSum(), ...progress };

    while (progress.stepInEpoch < recipe.stepsPerEpoch) {
      const startMs = performance.now();
      const rate = schedule.at({ epoch, step: progress.step }, history);
      const denominator = trainStep(recipe, engine, order, progress, rate);
      progress.stepInEpoch++;
      progress.step++;
      progress.lossWeight += denominator;

      let event: TrainEvent = { type: "step" };
      // The run's first step is told at once, so that the page shows a sign of life.
      if (progress.step === 1 || performance.now() - read.ms >= READ_INTERVAL_MS) {
        const sum = await engine.readLossSum();
        if (!Number.isFinite(sum)) return "diverged";
        event = {
          type: "progress",
          trainLoss: (sum - read.sum) / (progress.lossWeight - read.lossWeight),
          learningRate: rate.learningRate,
          gradientNorm: await engine.readGradientNorm(),
        };
        read = { ms: performance.now(), sum, ...progress };
      }
      progress.seconds += (performance.now() - startMs) / 1000;
      yield event;
    }

    const trainLoss = (await engine.readLossSum()) / progress.lossWeight;
    const { learningRate } = schedule.at({ epoch, step: progress.step - 1 }, history);
    const evaluation =
      split.validation.length > 0 ? yield* evaluate(recipe, engine, learningRate) : null;
    if (!Number.isFinite(trainLoss) || (evaluation && !Number.isFinite(evaluation.loss)))
      return "diverged";
    const record = recordOf(progress, trainLoss, evaluation, learningRate, split.train.length);
    const isBest = evaluation !== null && isBetter(bestBy, evaluation, progress.best);
    if (isBest) {
      const value = metrics[bestBy].of(evaluation);
      progress.best = { epoch: record.epoch, metric: bestBy, value };
      progress.bestConfusion = evaluation.confusion;
      const { parameters, buffers, average } = await engine.readState();
      progress.bestModel = average ?? { parameters, buffers };
      progress.bestRawModel = average && { parameters, buffers };
    }
    engine.zeroLoss();
    Object.assign(progress, {
      epoch: epoch + 1,
      stepInEpoch: 0,
      lossWeight: 0,
      seconds: 0,
      history: [...progress.history, record],
    });
    yield { type: "epochEnded", record, confusion: evaluation?.confusion ?? null, isBest };
  }
  return "finished";
}

/** Of the weights' average, where one is kept. */
async function* evaluate(
  { config, dataset, split, model, normalization, loss }: Recipe,
  engine: Engine,
  learningRate: number,
): AsyncGenerator<TrainEvent, Evaluation> {
  const batchSize = evaluationBatchOf(model, config.training.batchSize);
  const batches = predictLogits(engine, dataset, split.validation, normalization, batchSize);
  engine.useAverage(config.training.emaDecay !== null);
  let batch;
  try {
    batch = await batches.next();
    while (!batch.done) {
      yield { type: "validating", learningRate };
      batch = await batches.next();
    }
  } finally {
    engine.useAverage(false);
  }
  const labels = Int32Array.from(split.validation, (index) => dataset.labels[index]!);
  return evaluationOf(batch.value, labels, dataset.classes.length, loss);
}

function recordOf(
  { epoch, seconds }: Progress,
  trainLoss: number,
  evaluation: Evaluation | null,
  learningRate: number,
  imageCount: number,
): EpochRecord {
  const confusion = evaluation?.confusion ?? null;
  return {
    epoch: epoch + 1,
    trainLoss,
    valLoss: evaluation?.loss ?? null,
    accuracy: confusion && accuracy(confusion),
    macroF1: confusion && macroF1(confusion),
    perClassF1: confusion && f1PerClass(confusion),
    learningRate,
    seconds,
    imagesPerSecond: imageCount / seconds,
  };
}
