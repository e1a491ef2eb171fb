/** A loss in closed form on plain numbers, in float64. */
import type { LossArithmetic, LossFormula } from "../../parts/losses/lossFormula";

const arithmetic: LossArithmetic<number> = {
  add: (a, b) => a + b,
  multiply: (a, b) => a * b,
  maximum: (a, b) => Math.max(a, b),
  negate: (a) => -a,
  exponential: Math.exp,
  exponentialMinusOne: Math.expm1,
  power: Math.pow,
};

/**
 * Σ over rows and classes of share · ℓ(log p), p the softmax of the row. Logits, shares and the gradient,
 * which is written, are `[batch, classes]`. With s_c = share_c · dℓ/d log p_c, the gradient of the logit
 * z_c is s_c − p_c · Σ s.
 */
export function softmaxLoss(
  logits: Float32Array,
  shares: Float32Array,
  classCount: number,
  formula: LossFormula,
  gradient: Float32Array,
): number {
  const probabilities = new Float64Array(classCount);
  const slopes = new Float64Array(classCount);
  let sum = 0;
  for (let first = 0; first < logits.length; first += classCount) {
    const row = logits.subarray(first, first + classCount);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const logTotal = Math.log(row.reduce((total, logit) => total + Math.exp(logit - largest), 0));
    let slopeSum = 0;
    for (let c = 0; c < classCount; c++) {
      const share = shares[first + c]!;
      const logProbability = row[c]! - largest - logTotal;
      probabilities[c] = Math.exp(logProbability);
      slopes[c] = share * formula.slope(arithmetic, logProbability);
      slopeSum += slopes[c]!;
      sum += share * formula.value(arithmetic, logProbability);
    }
    for (let c = 0; c < classCount; c++)
      gradient[first + c] = slopes[c]! - probabilities[c]! * slopeSum;
  }
  return sum;
}
