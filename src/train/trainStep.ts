/** One optimizer step, read from top to bottom as the recipe. */
import type { Engine } from "../engine/engine";
import type { Rate } from "../parts/schedules/schedule";
import type { Recipe } from "./recipe";
import { frozenAt, updateOf } from "./updateOf";
import { windowOf, type StepPlace } from "./window";

/** Returns the denominator: the window's loss is the engine's loss sum, divided by it. */
export function trainStep(
  recipe: Recipe,
  engine: Engine,
  order: Uint32Array,
  place: StepPlace,
  rate: Rate,
): number {
  engine.freeze(frozenAt(recipe, place.epoch));
  let denominator = 0;
  engine.zeroGradients();
  for (const micro of windowOf(recipe, order, place)) {
    engine.setBatch(micro.batch);
    engine.backward(recipe.lossSum, micro.dropoutKey);
    denominator += micro.denominator;
  }
  engine.step(updateOf(recipe, place, rate, denominator));
  return denominator;
}
