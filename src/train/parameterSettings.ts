/** A configuration's parameter groups: which parameters decay, and at what share of the rate they learn. */
import type { ParameterSettings } from "../engine/engine";
import { parametersOf, type Model } from "../nn/model";
import { headOf, sectionsOf } from "../nn/sections";
import type { Config } from "./config";

type GroupSettings = Pick<Config["training"], "weightDecayOn" | "backboneRate" | "layerDecay">;

/**
 * The rate factor is `layerDecay` to the power of the section's distance from the last, as timm's
 * `param_groups_layer_decay` counts it, times `backboneRate` outside the head. Biases and norms, which
 * decay may leave out, are the parameters of at most one dimension, as in timm.
 */
export function parameterSettings(
  model: Model,
  { weightDecayOn, backboneRate, layerDecay }: GroupSettings,
): ReadonlyMap<string, ParameterSettings> {
  const sections = sectionsOf(model);
  const head = new Set(headOf(model).parameters);
  const rateFactors = new Map<string, number>();
  sections.forEach(({ parameters }, i) => {
    const depthFactor = layerDecay ** (sections.length - 1 - i);
    for (const name of parameters)
      rateFactors.set(name, depthFactor * (head.has(name) ? 1 : backboneRate));
  });
  return new Map(
    parametersOf(model).map(({ name, shape }) => [
      name,
      {
        rateFactor: rateFactors.get(name)!,
        hasDecay: weightDecayOn === "all" || shape.length > 1,
      },
    ]),
  );
}
