/** For tests: a ResNet without its later stages, ten million weights of the same ops, which take `cpu` half a minute. */
import type { Model } from "../nn/model";
import { classifier } from "../parts/models/blocks";

const FEATURES = 128;

/** Any other model stays as it is. */
export function withoutLateStages(model: Model): Model {
  const end = model.layers.findIndex(({ name }) => name.startsWith("layer3."));
  if (end < 0) return model;
  const layers = model.layers.slice(0, end);
  const head = classifier("fc", layers.at(-1)!.name, FEATURES, model.classCount, 0);
  return { ...model, layers: [...layers, ...head] };
}
