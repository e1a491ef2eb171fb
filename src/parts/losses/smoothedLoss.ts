/** What the losses with class weights and label smoothing share. */
import * as tf from "@tensorflow/tfjs-core";
import type { Option } from "../../lib/part";
import type { LossContext, PerImageLoss } from "./loss";
import type { LossFormula } from "./lossFormula";
import { countOf, IGNORED_LABEL, truthOf, type Targets } from "./targets";
import { tensorLossArithmetic } from "./tensorLossArithmetic";

export const labelSmoothing = {
  kind: "number",
  label: "Label smoothing",
  help: "How much of each label is spread over all classes. Tames overconfidence.",
  default: 0,
  min: 0,
  max: 1,
  step: 0.05,
} as const satisfies Option;

/**
 * Σ_i Σ_c w_c·((1−s)·t_ic + s/K)·ℓ_ic, where t is how much image i is of class c, and ℓ is given by
 * its formula. This is the weighting of
 * `torch.nn.CrossEntropyLoss`, whose mean divides by Σ_i w_y for labels and by the number of images
 * for probabilities. A mix divides as its labels do: λ·w_a + (1−λ)·w_b for each image.
 */
export function smoothedLoss(
  { classCount, classWeights }: LossContext,
  smoothing: number,
  formula: LossFormula,
): PerImageLoss {
  return {
    kind: "perImage",
    shares: (targets) => {
      const isCounted = countedRows(targets);
      return truthOf(targets, classCount).map((truth, i) => {
        const spread = isCounted(Math.floor(i / classCount)) ? smoothing / classCount : 0;
        return (classWeights?.[i % classCount] ?? 1) * ((1 - smoothing) * truth + spread);
      });
    },
    each: (logits, shares) => {
      const losses = formula.value<tf.Tensor>(tensorLossArithmetic, tf.logSoftmax(logits));
      return tf.sum(tf.mul(shares, losses), 1);
    },
    formula,
    denominator: (targets) =>
      classWeights && targets.kind !== "probabilities"
        ? truthOf(targets, classCount).reduce(
            (sum, truth, i) => sum + truth * classWeights[i % classCount]!,
            0,
          )
        : countOf(targets, classCount),
  };
}

/** Whether an image counts at all, by its place in the batch. */
function countedRows(targets: Targets): (row: number) => boolean {
  if (targets.kind !== "labels") return () => true;
  return (row) => targets.labels[row] !== IGNORED_LABEL;
}
