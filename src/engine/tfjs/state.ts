/** Named tensors in and out of an engine, as arrays in PyTorch's layouts. */
import type * as tf from "@tensorflow/tfjs-core";
import { tensorFromTorch, torchValues } from "./layout";

export async function readTensors(
  tensors: ReadonlyMap<string, tf.Tensor>,
): Promise<Record<string, Float32Array>> {
  const values: Record<string, Float32Array> = {};
  for (const [name, tensor] of tensors) values[name] = await torchValues(tensor);
  return values;
}

/** Replaces (and disposes of) the tensors of the same names. */
export function writeTensors(
  tensors: Map<string, tf.Tensor>,
  specs: readonly { name: string; shape: readonly number[] }[],
  values: Readonly<Record<string, Float32Array>>,
): void {
  for (const { name, shape } of specs) {
    tensors.get(name)?.dispose();
    tensors.set(name, tensorFromTorch(values[name]!, shape));
  }
}
