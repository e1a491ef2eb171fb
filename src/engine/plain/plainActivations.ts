/** Activations of single numbers. */
import type { ActivationKind } from "../../nn/ops/plain";

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const hardSigmoid = (x: number) => Math.min(6, Math.max(0, x + 3)) / 6;

export const plainActivations: Record<ActivationKind, (x: number) => number> = {
  relu: (x) => Math.max(0, x),
  relu6: (x) => Math.min(6, Math.max(0, x)),
  sigmoid,
  hardSigmoid,
  silu: (x) => x * sigmoid(x),
  hardSwish: (x) => x * hardSigmoid(x),
  gelu: (x) => 0.5 * x * (1 + errorFunction(x * Math.SQRT1_2)),
};

/** To 1.5e-7: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26. */
function errorFunction(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const polynomial =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x));
}
