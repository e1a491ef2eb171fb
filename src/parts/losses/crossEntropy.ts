/** Cross entropy with label smoothing and class weights, as `torch.nn.CrossEntropyLoss`. */
import { loss } from "./loss";
import type { LossFormula } from "./lossFormula";
import { labelSmoothing, smoothedLoss } from "./smoothedLoss";

/** −log p. */
export const negativeLogLikelihood: LossFormula = {
  value: (math, logProbability) => math.negate(logProbability),
  slope: () => -1,
};

export const crossEntropy = loss({
  label: "Cross entropy",
  help: "The usual loss for classes that exclude one another.",
  options: { labelSmoothing },
  build: ({ labelSmoothing }, context) =>
    smoothedLoss(context, labelSmoothing, negativeLogLikelihood),
});
