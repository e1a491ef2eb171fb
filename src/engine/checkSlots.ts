/** Checks an optimizer's saved state before an engine takes it over. */
import { sizeOf } from "../lib/shape";
import { parametersOf, type Model } from "../nn/model";
import type { EngineState } from "./engine";

/** Throws where a slot has not its parameter's size, or holds a NaN. */
export function checkSlots(model: Model, { optimizer }: EngineState): void {
  for (const { name, shape } of parametersOf(model))
    for (const [slot, values] of Object.entries(optimizer[name]?.slots ?? {}))
      if (values.length !== sizeOf(shape) || !values.every(Number.isFinite))
        throw new Error(`The optimizer's ${slot} of ${name} does not fit or holds NaN.`);
}
