/** What freezing layers means for the rest of a model. */
import type { Model } from "./model";
import { layerOps, type Layer } from "./ops";

/** Names of layers whose parameters stay as they are. */
export type FrozenLayers = ReadonlySet<string>;

export const nothingFrozen: FrozenLayers = new Set<string>();

export function isSameFreeze(left: FrozenLayers, right: FrozenLayers): boolean {
  return left === right || (left.size === right.size && [...left].every((name) => right.has(name)));
}

const parameterNames = (layer: Layer) =>
  layerOps[layer.op].parameters(layer as never).map(({ name }) => name);

/** Names of the parameters that learn. */
export function trainableParameters(model: Model, frozen: FrozenLayers): Set<string> {
  return new Set(model.layers.filter(({ name }) => !frozen.has(name)).flatMap(parameterNames));
}

/**
 * Names of the layers whose outputs depend on a parameter that learns: only through them does a
 * gradient have to go back.
 */
export function differentiatedLayers(model: Model, frozen: FrozenLayers): ReadonlySet<string> {
  const reached = new Set<string>();
  for (const layer of model.layers) {
    const learns = !frozen.has(layer.name) && parameterNames(layer).length > 0;
    if (learns || layer.inputs.some((input) => reached.has(input))) reached.add(layer.name);
  }
  return reached;
}
