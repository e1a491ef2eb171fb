/** An optimizer's state as named tensors, and back. */
import type { EngineState } from "../engine/engine";
import { parametersOf, type Model } from "../nn/model";
import type { NamedTensor } from "../parts/formats/safetensors";

/** Optimizer slots as tensors called `<slot>:<parameter>`. */
export function slotTensors(model: Model, { optimizer }: EngineState): NamedTensor[] {
  return parametersOf(model).flatMap(({ name, shape }) =>
    Object.entries(optimizer[name]?.slots ?? {}).map(([slot, values]) => ({
      name: `${slot}:${name}`,
      shape,
      values,
    })),
  );
}

/** The other way. `steps`: how many updates each parameter had. */
export function optimizerState(
  slots: readonly NamedTensor[],
  steps: Readonly<Record<string, number>>,
): EngineState["optimizer"] {
  const state: EngineState["optimizer"] = {};
  for (const [name, step] of Object.entries(steps)) state[name] = { step, slots: {} };
  for (const { name, values } of slots) {
    const [slot, ...parameter] = name.split(":");
    const owner = state[parameter.join(":")];
    if (owner && slot) owner.slots[slot] = values;
  }
  return state;
}
