/** Named tensors in and out of an engine, as arrays in PyTorch's layouts. */
import type * as tf from "@tensorflow/tfjs-core";
import { sizeOf } from "../../lib/shape";
import { buffersOf, parametersOf, type Model } from "../../nn/model";
import type { EngineState } from "../engine";
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

/** Throws, naming the first differences, where a state does not fit the model or holds a NaN. */
export function checkState(model: Model, state: EngineState): void {
  const differences: string[] = [];
  const compare = (name: string, values: Float32Array | undefined, size: number) => {
    if (!values) differences.push(`${name} is missing`);
    else if (values.length !== size)
      differences.push(`${name} has ${values.length} numbers instead of ${size}`);
    else if (!values.every(Number.isFinite)) differences.push(`${name} holds NaN or infinity`);
  };
  for (const { name, shape } of parametersOf(model)) {
    compare(name, state.parameters[name], sizeOf(shape));
    for (const [slot, values] of Object.entries(state.optimizer[name]?.slots ?? {}))
      compare(`${name} (optimizer's ${slot})`, values, sizeOf(shape));
  }
  for (const { name, shape } of buffersOf(model)) compare(name, state.buffers[name], sizeOf(shape));
  const expected = new Set([...parametersOf(model), ...buffersOf(model)].map(({ name }) => name));
  for (const name of [...Object.keys(state.parameters), ...Object.keys(state.buffers)])
    if (!expected.has(name)) differences.push(`${name} is not part of the model`);
  if (differences.length > 0) {
    const more = differences.length > 5 ? `, and ${differences.length - 5} more differences` : "";
    throw new Error(
      `The weights do not fit this model: ${differences.slice(0, 5).join("; ")}${more}.`,
    );
  }
}
