/** A model's numbers by name, in PyTorch's layouts: what its `state_dict` holds. */
import { sizeOf } from "../lib/shape";
import { buffersOf, parametersOf, type Model } from "./model";

export interface ModelState {
  parameters: Record<string, Float32Array>;
  buffers: Record<string, Float32Array>;
}

/** Numbers that are not those of their model. */
export class MisfitError extends Error {
  /** @param differences a line for each tensor; the message names the first of them */
  constructor(readonly differences: readonly string[]) {
    const more = differences.length > 5 ? `, and ${differences.length - 5} more differences` : "";
    super(`The weights do not fit the model: ${differences.slice(0, 5).join("; ")}${more}.`);
  }
}

/** Throws a `MisfitError` where a state does not fit the model or holds a NaN. */
export function checkModelState(model: Model, { parameters, buffers }: ModelState): void {
  const given = new Map([...Object.entries(parameters), ...Object.entries(buffers)]);
  const differences: string[] = [];
  for (const { name, shape } of [...parametersOf(model), ...buffersOf(model)]) {
    const values = given.get(name);
    given.delete(name);
    if (!values) differences.push(`${name} is missing`);
    else if (values.length !== sizeOf(shape))
      differences.push(`${name} has ${values.length} numbers instead of ${sizeOf(shape)}`);
    else if (!values.every(Number.isFinite)) differences.push(`${name} holds NaN or infinity`);
  }
  for (const name of given.keys()) differences.push(`${name} is not part of the model`);
  if (differences.length > 0) throw new MisfitError(differences);
}
