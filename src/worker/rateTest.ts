/** A learning-rate range test on a throw-away engine: what it tells while it goes, and its answer. */
import type { Engine } from "../engine/engine";
import type { RateTestAnswer, WorkerEvent } from "../protocol";
import { testRates, type RatePoint, type RateTestOptions } from "../train/rateTest";
import type { Recipe } from "../train/recipe";
import { suggestRates } from "../train/suggestRates";
import { nextTask } from "./nextTask";
import { throttled } from "./throttled";

interface Inputs {
  recipe: Recipe;
  /** Its weights are spoilt. */
  engine: Engine;
  options: RateTestOptions;
  signal: AbortSignal;
  emit: (event: WorkerEvent) => void;
}

/** What was measured before the signal counts. */
export async function runRateTest(inputs: Inputs): Promise<RateTestAnswer> {
  const { recipe, engine, options, signal, emit } = inputs;
  const points: RatePoint[] = [];
  const tell = throttled((done, total) =>
    emit({ type: "rateTestProgress", points: [...points], done, total }),
  );
  const loop = testRates(recipe, engine, options);
  let next = await loop.next();
  while (!next.done && !signal.aborted) {
    points.push(next.value);
    tell(points.length, options.steps, "testing");
    await nextTask();
    next = await loop.next();
  }
  const end = next.done ? next.value : "cancelled";
  return { ok: true, points, end, suggestions: suggestRates(points) };
}
