/** The numbers that a run begins with: those of a weights file, with a new head where the classes are others. */
import type { Model } from "../nn/model";
import { layerOps, type Layer } from "../nn/ops";
import type { ModelState } from "../nn/state";
import { readSafetensors } from "../parts/formats/safetensors";
import { readModelMetadata } from "./modelFile";

const parametersOfLayer = (layer: Layer) => layerOps[layer.op].parameters(layer as never);

export interface StartingState extends ModelState {
  /** Whether the last layer begins with `fresh` numbers. */
  hasNewHead: boolean;
}

/** Names of the parameters of the last layer that learns. */
function headOf(model: Model): string[] {
  const last = model.layers.findLast((layer) => parametersOfLayer(layer).length > 0)!;
  return parametersOfLayer(last).map(({ name }) => name);
}

/**
 * `bytes` fit the model but for its last layer (`fitWeights`). That one is taken from `fresh` where the
 * file's has another number of classes, or where the file says that its classes are others.
 */
export function startingState(
  bytes: Uint8Array,
  model: Model,
  classes: readonly string[],
  fresh: ModelState,
): StartingState {
  const { tensors, metadata } = readSafetensors(bytes);
  const given = new Map(tensors.map(({ name, values }) => [name, values]));
  const headNames = headOf(model);
  const fits = (name: string) => given.get(name)?.length === fresh.parameters[name]!.length;
  const isOurs =
    !metadata.homeroom ||
    JSON.stringify(readModelMetadata(metadata).classes) === JSON.stringify(classes);
  const hasNewHead = !isOurs || !headNames.every(fits);
  if (hasNewHead) for (const name of headNames) given.delete(name);
  const taken = (numbers: Record<string, Float32Array>) =>
    Object.fromEntries(
      Object.entries(numbers).map(([name, values]) => [name, given.get(name) ?? values]),
    );
  return { parameters: taken(fresh.parameters), buffers: taken(fresh.buffers), hasNewHead };
}
