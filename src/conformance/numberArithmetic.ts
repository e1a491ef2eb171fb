/** Optimizer formulas on plain numbers: exact in float64, or rounded to float32 after every operation. */
import type { Arithmetic, Optimizer, StepContext } from "../parts/optimizers/optimizer";

/** What is done to the result of every operation. */
export type Rounding = (value: number) => number;

export const exactly: Rounding = (value) => value;

export function numberArithmetic(round: Rounding): Arithmetic<number> {
  return {
    add: (a, b) => round(a + b),
    subtract: (a, b) => round(a - b),
    multiply: (a, b) => round(a * b),
    divide: (a, b) => round(a / b),
    maximum: (a, b) => Math.max(a, b),
    absolute: (a) => Math.abs(a),
    squareRoot: (a) => round(Math.sqrt(a)),
  };
}

/** A parameter's state, `[size]` for each slot. */
export interface NumberState {
  step: number;
  slots: Record<string, number[]>;
}

/** One update of a parameter `[size]`, number by number. */
export function updateNumbers(
  optimizer: Optimizer,
  parameter: readonly number[],
  gradient: readonly number[],
  state: NumberState | undefined,
  context: Omit<StepContext, "step">,
  round: Rounding,
): { parameter: number[]; state: NumberState } {
  const step = (state?.step ?? 0) + 1;
  const coefficients = Object.fromEntries(
    Object.entries(optimizer.coefficients({ ...context, step })).map(([name, value]) => [
      name,
      round(value),
    ]),
  );
  const math = numberArithmetic(round);
  const updates = parameter.map((value, i) => {
    const slots = Object.fromEntries(
      optimizer.slots.map((slot) => [slot, state?.slots[slot]?.[i] ?? 0]),
    );
    const at = { parameter: value, gradient: gradient[i]!, slots, coefficients };
    return optimizer.update(math, at);
  });
  return {
    parameter: updates.map((update) => update.parameter),
    state: {
      step,
      slots: Object.fromEntries(
        optimizer.slots.map((slot) => [slot, updates.map(({ slots }) => slots[slot]!)]),
      ),
    },
  };
}
