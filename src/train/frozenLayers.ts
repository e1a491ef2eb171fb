/** Which layers a configuration's `model.trainable` freezes. */
import { nothingFrozen, type FrozenLayers } from "../nn/frozen";
import type { Model } from "../nn/model";
import { layerOps } from "../nn/ops";
import { headOf } from "../nn/sections";

/**
 * `trainable` is "all", or a list, separated by commas, of "head" (`headOf`) and of beginnings of layers' names
 * (`layer4` means `layer4.0.conv1` too). `unknown` names those that begin no learned layer's name;
 * `groups` are the first parts of the learned layers' names.
 */
export function frozenLayers(
  model: Model,
  trainable: string,
): { frozen: FrozenLayers; unknown: string[]; groups: string[] } {
  const learned = model.layers.filter(
    (layer) => layerOps[layer.op].parameters(layer as never).length > 0,
  );
  const groups = [...new Set(learned.map(({ name }) => name.split(".")[0]!))];
  if (trainable === "all") return { frozen: nothingFrozen, unknown: [], groups };
  const head = headOf(model).name;
  const prefixes = trainable.split(",").map((text) => text.trim());
  const begins = (name: string, prefix: string) =>
    `${name}.`.startsWith(`${prefix === "head" ? head : prefix}.`);
  const frozen = learned.filter(({ name }) => !prefixes.some((prefix) => begins(name, prefix)));
  return {
    frozen: new Set(frozen.map(({ name }) => name)),
    unknown: prefixes.filter((prefix) => !learned.some(({ name }) => begins(name, prefix))),
    groups,
  };
}
