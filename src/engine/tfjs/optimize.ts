/** Runs an optimizer's formula on tensors. */
import * as tf from "@tensorflow/tfjs-core";
import type { Arithmetic, Optimizer, StepContext } from "../../parts/optimizers/optimizer";

export const tensorArithmetic: Arithmetic<tf.Tensor> = {
  add: (a, b) => tf.add(a, b),
  subtract: (a, b) => tf.sub(a, b),
  multiply: (a, b) => tf.mul(a, b),
  divide: (a, b) => tf.div(a, b),
  maximum: (a, b) => tf.maximum(a, b),
  absolute: (a) => tf.abs(a),
  squareRoot: (a) => tf.sqrt(a),
};

/** A parameter's optimizer state: how often it was updated, and its slots. */
export interface ParameterState {
  step: number;
  slots: Record<string, tf.Tensor>;
}

/**
 * One update of one parameter. Returns the new parameter and state, kept; disposes of the old slots
 * (not of the old parameter). `state` is undefined before the first update.
 */
export function updateParameter(
  optimizer: Optimizer,
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  state: ParameterState | undefined,
  context: Omit<StepContext, "step">,
): { parameter: tf.Tensor; state: ParameterState } {
  const step = (state?.step ?? 0) + 1;
  const updated = tf.tidy(() => {
    const slots =
      state?.slots ??
      Object.fromEntries(optimizer.slots.map((slot) => [slot, tf.zerosLike(parameter)]));
    const coefficients = optimizer.coefficients({ ...context, step });
    return optimizer.update(tensorArithmetic, { parameter, gradient, slots, coefficients });
  });
  if (state) tf.dispose(state.slots);
  for (const slot of Object.values(updated.slots)) tf.keep(slot);
  return { parameter: tf.keep(updated.parameter), state: { step, slots: updated.slots } };
}
