/** For tests: a model's numbers, all of one value. */
import { sizeOf } from "../lib/shape";
import { buffersOf, parametersOf, type Model } from "./model";
import type { ModelState } from "./state";

export function filledState(model: Model, value: number): ModelState {
  const fill = (tensors: readonly { name: string; shape: readonly number[] }[]) =>
    Object.fromEntries(
      tensors.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape)).fill(value)]),
    );
  return { parameters: fill(parametersOf(model)), buffers: fill(buffersOf(model)) };
}
