/** Cross entropy with label smoothing and class weights, as `torch.nn.CrossEntropyLoss`. */
import * as tf from "@tensorflow/tfjs-core";
import { loss } from "./loss";
import { labelSmoothing, smoothedLoss } from "./smoothedLoss";

export const crossEntropy = loss({
  label: "Cross entropy",
  help: "The usual loss for classes that exclude one another.",
  options: { labelSmoothing },
  build: ({ labelSmoothing }, context) =>
    smoothedLoss(context, labelSmoothing, (logits) => tf.neg(tf.logSoftmax(logits))),
});
