/** What a recipe says of a step's update: how parameters are treated, and which do not learn yet. */
import type { Update } from "../engine/engine";
import { nothingFrozen, type FrozenLayers } from "../nn/frozen";
import type { Rate } from "../parts/schedules/schedule";
import type { Recipe } from "./recipe";
import type { StepPlace } from "./window";

export function updateOf(
  recipe: Recipe,
  place: StepPlace,
  rate: Rate,
  denominator: number,
): Update {
  const { config, optimizer, settings } = recipe;
  const { clipNorm, clipValue } = config.training;
  const averageDecay = averageDecayAt(recipe, place);
  return { optimizer, settings, ...rate, denominator, clipNorm, clipValue, averageDecay };
}

/** `epoch` counts from 0, the configuration from 1. */
export function frozenAt({ config, frozen }: Recipe, epoch: number): FrozenLayers {
  const { unfreezeEpoch } = config.training;
  return unfreezeEpoch !== null && epoch + 1 >= unfreezeEpoch ? nothingFrozen : frozen;
}

/**
 * With warm-up at most (1 + t) / (10 + t) at the run's step t, from 1, so that a short run's average
 * is not the random weights that it began with. https://www.tensorflow.org/api_docs/python/tf/train/ExponentialMovingAverage
 */
function averageDecayAt(
  { config, stepsPerEpoch }: Recipe,
  { epoch, stepInEpoch }: StepPlace,
): number | undefined {
  const { emaDecay, emaWarmup } = config.training;
  if (emaDecay === null) return undefined;
  const step = epoch * stepsPerEpoch + stepInEpoch + 1;
  return emaWarmup ? Math.min(emaDecay, (1 + step) / (10 + step)) : emaDecay;
}
