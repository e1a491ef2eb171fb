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

/** Throws where a name is none of the model's or of the optimizer's. */
export function optimizerState(
  model: Model,
  slots: readonly string[],
  tensors: readonly NamedTensor[],
  steps: Readonly<Record<string, number>>,
): EngineState["optimizer"] {
  const known = new Set(parametersOf(model).map(({ name }) => name));
  const state = new Map<string, EngineState["optimizer"][string]>();
  const refuse = (name: string) => {
    throw new Error(`The checkpoint's optimizer state does not fit: ${name} is not part of it.`);
  };
  for (const [name, step] of Object.entries(steps)) {
    if (!known.has(name)) refuse(name);
    state.set(name, { step, slots: {} });
  }
  for (const { name, values } of tensors) {
    const [slot = "", ...parameter] = name.split(":");
    const owner = state.get(parameter.join(":"));
    if (!owner || !slots.includes(slot)) refuse(name);
    else owner.slots[slot] = values;
  }
  return Object.fromEntries(state);
}
