/** For tests: a small data set of coloured squares, and a run over it on the current backend. */
import { TfjsEngine } from "../engine/tfjs/TfjsEngine";
import type { Dataset } from "../data/dataset";
import { randomFrom, randomKey } from "../lib/random";
import type { Model } from "../nn/model";
import type { Checkpoint } from "./checkpoint";
import { parseConfig, type Config } from "./config";
import { startOfRun, type Progress } from "./progress";
import { makeRecipe, type Recipe } from "./recipe";
import { train, type TrainEvent } from "./train";

const SIZE_PX = 8;

/** Each class has a colour of its own, under noise. */
export function colouredSquares(imagesPerClass: number, classCount = 3): Dataset {
  const random = randomFrom(randomKey(1, "squares"));
  const count = imagesPerClass * classCount;
  const labels = Uint16Array.from({ length: count }, (_, i) => i % classCount);
  const area = SIZE_PX * SIZE_PX;
  const pixels = Uint8Array.from({ length: count * area * 3 }, (_, i) => {
    const label = labels[Math.floor(i / (area * 3))]!;
    return random() * 150 + (i % 3 === label % 3 ? 80 : 0);
  });
  return {
    name: "squares",
    classes: Array.from({ length: classCount }, (_, label) => `class ${label}`),
    imageSizePx: SIZE_PX,
    pixels,
    labels,
    paths: Array.from({ length: count }, (_, i) => `class ${i % classCount}/${i}.png`),
    folderSplit: new Array<null>(count).fill(null),
    skipped: [],
    notes: [],
  };
}

export function testConfig(settings: object): Config {
  const { config, errors } = parseConfig({
    data: { imageSizePx: SIZE_PX, augmentations: [{ name: "randomCrop", paddingPx: 1 }] },
    model: { name: "smallCnn", width: 4 },
    ...settings,
  });
  if (!config) throw new Error(JSON.stringify(errors));
  return config;
}

export interface TestRun {
  recipe: Recipe;
  engine: TfjsEngine;
  progress: Progress;
  loop: ReturnType<typeof train>;
}

/** `model` replaces the configured one, for what no registered model can show. */
export function startTestRun(config: Config, dataset: Dataset, model?: Model): TestRun {
  const made = makeRecipe(config, dataset);
  const recipe = model ? { ...made, model } : made;
  const engine = new TfjsEngine(recipe.model, "wasm", config.seed);
  const progress = { ...startOfRun };
  return { recipe, engine, progress, loop: train(recipe, engine, progress) };
}

/** Runs to the end, or until so many optimizer steps are made; the events, and why it ended. */
export async function runOn({ loop, progress }: TestRun, untilStep = Infinity) {
  const events: TrainEvent[] = [];
  let next = await loop.next();
  while (!next.done) {
    events.push(next.value);
    if (progress.step >= untilStep) break;
    next = await loop.next();
  }
  return { events, reason: next.done ? next.value : null };
}

export async function checkpointOf(run: TestRun): Promise<Checkpoint> {
  const { recipe, progress, engine } = run;
  const { config, dataset, split, normalization, stepsPerEpoch } = recipe;
  return {
    run: {
      runId: "test",
      config,
      device: { tier: "wasm", detail: "", reason: "" },
      classes: dataset.classes,
      imageCounts: {
        train: split.train.length,
        validation: split.validation.length,
        test: split.test.length,
      },
      stepsPerEpoch,
    },
    imageSizePx: dataset.imageSizePx,
    normalization,
    data: { name: dataset.name, imageCount: dataset.labels.length, fingerprint: "" },
    progress: { ...progress },
    engine: await engine.readState(),
  };
}
