/** L2 regularisation the classic way: the decay is added to the gradient (coupled). */
import type { Arithmetic } from "./optimizer";

/** `gradient + weightDecay · parameter`; without decay, the gradient as it is. */
export function addWeightDecay<V>(
  math: Arithmetic<V>,
  at: { parameter: V; gradient: V },
  weightDecay: number,
): V {
  if (weightDecay === 0) return at.gradient;
  return math.add(at.gradient, math.multiply(at.parameter, weightDecay));
}
