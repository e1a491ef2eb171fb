/**
 * A model in two: a prefix that gives every image the same numbers in every epoch, and the rest, which
 * takes those numbers (features) in the place of images.
 */
import { sizeOf } from "../lib/shape";
import type { FrozenLayers } from "./frozen";
import { INPUT, shapesOf, type Model } from "./model";
import { layerOps, type Layer } from "./ops";

export interface ModelCut {
  /** Its last layer's output is the features; `classCount` is how many they are. */
  prefix: Model;
  /** Its images, `[imageSizePx, imageSizePx, channels]`, are the features. */
  head: Model;
}

/**
 * Cuts before the first layer that learns or draws random numbers. null where nothing is in front of it,
 * or where more than one tensor goes across.
 */
export function cutModel(model: Model, frozen: FrozenLayers): ModelCut | null {
  const varying = varyingLayers(model, frozen);
  const prefix = model.layers.filter(({ name }) => !varying.has(name));
  const rest = model.layers.filter(({ name }) => varying.has(name));
  const across = new Set(rest.flatMap(({ inputs }) => inputs.filter((name) => !varying.has(name))));
  const features = prefix.at(-1)?.name;
  if (features === undefined || across.size !== 1 || !across.has(features)) return null;
  const shape = shapesOf(model).get(features)!;
  const isVector = shape.length === 1;
  const first = `${features}.features`;
  const rewired = rest.map((layer): Layer => ({
    ...layer,
    inputs: layer.inputs.map((name) => (name === features ? (isVector ? first : INPUT) : name)),
  }));
  return {
    prefix: { ...model, layers: prefix, classCount: sizeOf(shape) },
    head: {
      ...model,
      imageSizePx: isVector ? 1 : shape[0]!,
      channels: shape.at(-1)!,
      layers: isVector ? [{ op: "flatten", name: first, inputs: [INPUT] }, ...rewired] : rewired,
    },
  };
}

/** The layers whose outputs are not the same in every epoch. */
function varyingLayers({ layers }: Model, frozen: FrozenLayers): ReadonlySet<string> {
  const varying = new Set<string>();
  for (const layer of layers) {
    const learns =
      !frozen.has(layer.name) && layerOps[layer.op].parameters(layer as never).length > 0;
    const draws =
      (layer.op === "dropout" || layer.op === "stochasticDepth") && layer.probability > 0;
    if (learns || draws || layer.inputs.some((name) => varying.has(name))) varying.add(layer.name);
  }
  return varying;
}
