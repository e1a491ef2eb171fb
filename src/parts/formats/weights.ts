/**
 * A trained model as one safetensors file: weights under PyTorch's names, and in the metadata what
 * using them needs (classes, preprocessing) and where they come from (configuration, metric).
 */
import { buffersOf, parametersOf, type Model } from "../../nn/model";
import type { ModelState } from "../../nn/state";
import { readSafetensors, writeSafetensors, type NamedTensor } from "./safetensors";

/** Strings only, as safetensors demands; structured values are JSON. */
export type WeightsMetadata = Record<string, string>;

export function writeWeights(
  model: Model,
  state: ModelState,
  metadata: WeightsMetadata,
): Uint8Array<ArrayBuffer> {
  const parameters = parametersOf(model).map(({ name, shape }): NamedTensor => ({
    name,
    shape,
    values: state.parameters[name]!,
  }));
  const buffers = buffersOf(model).map(({ name, shape }): NamedTensor => ({
    name,
    shape,
    values: state.buffers[name]!,
    // PyTorch counts batches in int64.
    isInteger: name.endsWith(".num_batches_tracked"),
  }));
  return writeSafetensors({
    tensors: [...parameters, ...buffers],
    metadata: { format: "pt", ...metadata },
  });
}

/** Sorts a file's tensors into the model's parameters and buffers; names it doesn't know are kept. */
export function readWeights(model: Model, bytes: Uint8Array): ModelState {
  const bufferNames = new Set(buffersOf(model).map(({ name }) => name));
  const named = readSafetensors(bytes).tensors.map(({ name, values }) => [name, values] as const);
  // Whatever a name is, it becomes a property of its own and nothing else.
  return {
    parameters: Object.fromEntries(named.filter(([name]) => !bufferNames.has(name))),
    buffers: Object.fromEntries(named.filter(([name]) => bufferNames.has(name))),
  };
}
