/**
 * What everything around the steps costs: a run of the real page on the sample, with data, augmentation,
 * metrics and charts, against the same steps and evaluation passes with nothing around them.
 */
import type { Page } from "playwright";
import { buildPart } from "../src/lib/part";
import { models } from "../src/parts/models";
import type { Config } from "../src/train/config";
import { withHomeroom } from "../tools/page";
import { pageContender } from "./benchPage";
import type { Session } from "./session";
import { median } from "./statistics";

export interface WholeTraining {
  /**
   * Images a second of whole runs over those of bare passes, training and evaluation one after the other,
   * from the first step that the page hears of to the end of the last epoch.
   */
  wholeOverBare: number;
  /** The same between the first and last step of each epoch, without what stands between epochs. */
  stepsOverBare: number;
  imagesPerSecond: number;
}

const EPOCHS = 4;
const REPETITIONS = 3;
const EVALUATION_BATCH = 64;
const BARE_MS = 600;

export async function measureWholeTraining(
  benchPage: Page,
  signal: AbortSignal,
): Promise<WholeTraining> {
  return withHomeroom("wasm", signal, async ({ page }) => {
    const config = await importSample(page);
    const { batchSize } = config.training;
    const bare = pageContender(benchPage, ["homeroom", "wasm"], {
      id: "bare",
      engine: "Homeroom",
      tier: "wasm",
    });
    const model = buildPart(models, config.model, {
      classCount: SAMPLE_CLASSES,
      imageSizePx: config.data.imageSizePx,
    });
    const training = await bare.open({ model, batch: batchSize });
    const evaluation = await bare.open({ model, batch: EVALUATION_BATCH, pass: "evaluation" });
    const runs: WholeTraining[] = [];
    for (let i = 0; i < REPETITIONS; i++) {
      const trainRate = await imagesPerMs(training, batchSize);
      const evaluationRate = await imagesPerMs(evaluation, EVALUATION_BATCH);
      const marks = await page.evaluate(runAndWatch, config);
      runs.push(compare(marks, batchSize, trainRate, evaluationRate));
    }
    await training.close();
    await evaluation.close();
    const middle = (of: (run: WholeTraining) => number) => median(runs.map(of));
    return {
      wholeOverBare: middle((run) => run.wholeOverBare),
      stepsOverBare: middle((run) => run.stepsOverBare),
      imagesPerSecond: middle((run) => run.imagesPerSecond),
    };
  });
}

const SAMPLE_CLASSES = 10;

/** The first preset for the sample, with a few epochs. */
async function importSample(page: Page): Promise<Config> {
  const { preset, imageSizePx } = await page.evaluate(async () => {
    const request = { name: "Sample", imageSizePx: null };
    const { imageSizePx } = await homeroom.calls.importSample("fashion", request);
    return { preset: homeroom.store.getState().hello!.presets[0]!.config, imageSizePx };
  });
  return {
    ...preset,
    data: { ...preset.data, imageSizePx },
    training: { ...preset.training, epochs: EPOCHS },
  };
}

async function imagesPerMs(session: Session, batch: number): Promise<number> {
  const one = await session.measure(2);
  const { steps, ms } = await session.measure(Math.ceil((BARE_MS * one.steps) / one.ms));
  return (steps * batch) / ms;
}

/** What the page knew at a moment, in its own milliseconds. */
export interface Mark {
  ms: number;
  /** From 1. */
  epoch: number;
  stepInEpoch: number;
  isTraining: boolean;
  epochsDone: number;
}

interface Watched {
  marks: Mark[];
  trainImages: number;
  validationImages: number;
}

/** In the page: trains, and notes when it hears of what. */
async function runAndWatch(config: Config): Promise<Watched> {
  const marks: Mark[] = [];
  const { calls, store } = homeroom;
  return new Promise((resolve, reject) => {
    const stop = store.subscribe(({ run, death }) => {
      if (death) reject(new Error(death));
      if (!run?.progress) return;
      const { epoch, stepInEpoch, phase } = run.progress;
      const isTraining = phase === "training";
      const epochsDone = run.epochs.length;
      marks.push({ ms: performance.now(), epoch, stepInEpoch, isTraining, epochsDone });
      if (["features", "training", "validating"].includes(run.status)) return;
      stop();
      const { train, validation } = run.summary.imageCounts;
      resolve({ marks, trainImages: train, validationImages: validation });
    });
    calls.startRun(config).then((answer) => {
      if (!answer.ok) reject(new Error(JSON.stringify(answer.errors)));
    }, reject);
  });
}

/** Rates are images a millisecond. */
export function compare(
  { marks, trainImages, validationImages }: Watched,
  batchSize: number,
  trainRate: number,
  evaluationRate: number,
): WholeTraining {
  const first = marks.find(({ isTraining, stepInEpoch }) => isTraining && stepInEpoch > 0)!;
  const epochs = marks.at(-1)!.epochsDone;
  const end = marks.find(({ epochsDone }) => epochsDone === epochs)!;
  const wholeMs = end.ms - first.ms;
  const trained = epochs * trainImages - first.stepInEpoch * batchSize;
  const bareMs = trained / trainRate + (epochs * validationImages) / evaluationRate;
  return {
    wholeOverBare: bareMs / wholeMs,
    stepsOverBare: stepRate(marks, batchSize) / trainRate,
    imagesPerSecond: (1000 * trained) / wholeMs,
  };
}

/** Images a millisecond between the first and the last step of each epoch that the page heard of. */
function stepRate(marks: readonly Mark[], batchSize: number): number {
  let images = 0;
  let ms = 0;
  const steps = marks.filter(({ isTraining }) => isTraining);
  for (const epoch of new Set(steps.map((mark) => mark.epoch))) {
    const own = steps.filter((mark) => mark.epoch === epoch && mark.epochsDone === epoch - 1);
    const [first, last] = [own[0]!, own.at(-1)!];
    images += (last.stepInEpoch - first.stepInEpoch) * batchSize;
    ms += last.ms - first.ms;
  }
  return images / ms;
}
