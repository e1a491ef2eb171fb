/** How a file's tensors differ from those of a model, layer by layer. */
import { sizeOf } from "../../lib/shape";
import { buffersOf, parametersOf, type Model } from "../../nn/model";
import { headOf } from "../../nn/sections";
import type { NamedTensor } from "../formats/safetensors";

/**
 * One line for each tensor that is missing, of another shape, not finite, or not part of the model; none
 * where the file fits. The head may be missing, which begins anew then, and so may counts of batches, as
 * PyTorch allows: only training looks at them.
 */
export function differencesOf(model: Model, tensors: readonly NamedTensor[]): string[] {
  const given = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const headNames = headOf(model).parameters;
  const mayBeMissing = (name: string) =>
    headNames.includes(name) || name.endsWith(".num_batches_tracked");
  const lines: string[] = [];
  for (const { name, shape } of [...parametersOf(model), ...buffersOf(model)]) {
    const tensor = given.get(name);
    given.delete(name);
    if (!tensor) {
      if (!mayBeMissing(name)) lines.push(`${name} is missing`);
    } else if (!isSameShape(tensor.shape, shape))
      lines.push(`${name} is ${shapeWords(tensor.shape)} instead of ${shapeWords(shape)}`);
    else if (!tensor.values.every(Number.isFinite)) lines.push(`${name} holds NaN or infinity`);
  }
  for (const name of given.keys()) lines.push(`${name} is not part of the model`);
  return lines;
}

/** One number may be written with or without an extent of 1. */
function isSameShape(left: readonly number[], right: readonly number[]): boolean {
  return String(left) === String(right) || (sizeOf(left) === 1 && sizeOf(right) === 1);
}

const shapeWords = (shape: readonly number[]) =>
  shape.length === 0 ? "a single number" : shape.join(" × ");
