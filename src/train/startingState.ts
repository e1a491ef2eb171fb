/** The numbers that a run begins with: those of a weights file, with a new head where the classes are others. */
import type { Model } from "../nn/model";
import { headOf } from "../nn/sections";
import type { ModelState } from "../nn/state";
import { readSafetensors } from "../parts/formats/safetensors";
import { readModelMetadata } from "./modelFile";

export interface StartingState extends ModelState {
  /** Whether the last layer begins with `fresh` numbers. */
  hasNewHead: boolean;
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
  const headNames = headOf(model).parameters;
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
