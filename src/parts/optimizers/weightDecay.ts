/** L2 regularisation the classic way: the decay is added to the gradient (coupled). */
import type { Arithmetic, StepContext } from "./optimizer";

/** The decay that acts on the parameter at hand: its group may leave it out. */
export function decayAt(weightDecay: number, { hasDecay = true }: StepContext): number {
  return hasDecay ? weightDecay : 0;
}

/** A coefficient `decay`, and what the formula does with it; without decay, nothing. */
export function coupledDecay(weightDecay: number) {
  return {
    coefficient: (context: StepContext) => decayAt(weightDecay, context),
    /** `gradient + decay · parameter` */
    addTo: <V>(math: Arithmetic<V>, at: DecayInput<V>): V =>
      weightDecay === 0
        ? at.gradient
        : math.add(at.gradient, math.multiply(at.parameter, at.coefficients.decay)),
  };
}

interface DecayInput<V> {
  parameter: V;
  gradient: V;
  coefficients: { decay: V | number };
}
