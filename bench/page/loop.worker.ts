/** The product's own training loop over any number of images, without the page around it. */
import * as Comlink from "comlink";
import { createEngine } from "../../src/engine/createEngine";
import { startDevice } from "../../src/engine/device";
import { tiers } from "../../src/engine/tier";
import { parseConfig } from "../../src/train/config";
import { preparationOf } from "../../src/train/preparation";
import { startOfRun } from "../../src/train/progress";
import { makeRecipe } from "../../src/train/recipe";
import { train } from "../../src/train/train";
import { installMeter, meteredPeakBytes } from "../contenders/meter";
import type { Served } from "../contenders/serve";
import type { Job, Timing } from "../contenders/stepper";

installMeter();
let loop: ReturnType<typeof train> | null = null;

const calls: Served = {
  async prepare(setup, job) {
    const [tierName, count] = setup.split(" ") as [string, string];
    const tier = tiers.find((it) => it === tierName)!;
    await startDevice(tier);
    const dataset = noise(Number(count), job);
    const { config, errors } = parseConfig({
      data: { imageSizePx: job.model.imageSizePx, split: { name: "stratified", validation: 0 } },
      model: { name: "smallCnn", dropout: 0 },
      training: { epochs: 10_000, batchSize: job.batch },
    });
    if (!config) throw new Error(JSON.stringify(errors));
    const recipe = makeRecipe(config, dataset);
    const { engine } = await createEngine(
      recipe.model,
      tier,
      config.seed,
      preparationOf(recipe, () => undefined),
    );
    loop = train(recipe, engine, { ...startOfRun });
    const { ms: firstStepMs } = await run(1);
    return { firstStepMs, dispatches: null };
  },
  measure: run,
  peakBytes: () => Promise.resolve(meteredPeakBytes()),
};

async function run(steps: number): Promise<Timing> {
  const startMs = performance.now();
  let done = 0;
  while (done < steps) {
    const next = await loop!.next();
    if (next.done) throw new Error(`The loop has ended: ${next.value}.`);
    if (next.value.type === "step" || next.value.type === "progress") done++;
  }
  const ms = performance.now() - startMs;
  return { steps, ms, busyMs: ms };
}

function noise(count: number, { model }: Job) {
  const { imageSizePx, classCount } = model;
  const pixels = new Uint8Array(count * imageSizePx ** 2 * 3);
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.imul(i, 2654435761) >>> 24;
  const places = Array.from({ length: count }, (_, i) => i);
  return {
    name: "noise",
    classes: Array.from({ length: classCount }, (_, i) => `class ${i}`),
    imageSizePx,
    pixels,
    labels: Uint16Array.from(places, (i) => i % classCount),
    paths: places.map(String),
    folderSplit: places.map(() => null),
    skipped: [],
    notes: [],
  };
}

Comlink.expose(calls);
