/** The product's own training loop on its `wasm` engine, with the loss of every step. */
import * as Comlink from "comlink";
import { importSample } from "../../../src/data/importSample";
import { createEngine } from "../../../src/engine/createEngine";
import { startDevice, type Device } from "../../../src/engine/device";
import type { Config } from "../../../src/train/config";
import { preparationOf } from "../../../src/train/preparation";
import { startOfRun } from "../../../src/train/progress";
import { makeRecipe } from "../../../src/train/recipe";
import { train } from "../../../src/train/train";
import { thinned } from "../cases";
import type { RunResult } from "../torch";

export type Traced = RunResult & { device: Device };

const tracer = {
  /** On a part of the built-in sample. */
  async trace(config: Config): Promise<Traced> {
    const device = await startDevice("wasm");
    const whole = await importSample(
      "fashion",
      { name: "sample", imageSizePx: config.data.imageSizePx },
      { signal: new AbortController().signal, onProgress: () => undefined },
    );
    const recipe = makeRecipe(config, thinned(whole));
    const preparation = preparationOf(recipe, () => undefined);
    const { engine, slower } = await createEngine(recipe.model, "wasm", config.seed, preparation);
    if (slower !== null) throw new Error(slower);
    const progress = { ...startOfRun };
    const losses: number[] = [];
    let before = { sum: 0, weight: 0 };
    for await (const { type } of train(recipe, engine, progress)) {
      if (type === "epochEnded") before = { sum: 0, weight: 0 };
      if (type !== "step" && type !== "progress") continue;
      const now = { sum: await engine.readLossSum(), weight: progress.lossWeight };
      losses.push((now.sum - before.sum) / (now.weight - before.weight));
      before = now;
    }
    const epochs = progress.history.map(({ valLoss, macroF1 }) => ({
      valLoss: valLoss ?? NaN,
      macroF1: macroF1 ?? NaN,
    }));
    return { losses, epochs, device };
  },
};

export type Tracer = typeof tracer;

Comlink.expose(tracer);
