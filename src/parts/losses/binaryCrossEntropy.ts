/** Each class decided by itself, with a sigmoid, as `torch.nn.BCEWithLogitsLoss` on one-hot targets. */
import * as tf from "@tensorflow/tfjs-core";
import { SMALLEST_MISS } from "./focal";
import { loss } from "./loss";
import { countOf, IGNORED_LABEL, truthOf, type Targets } from "./targets";

/** Instead of the truth, for every class of an ignored image: 0 says that it is of no class. */
const IGNORED = -1;

/**
 * Σ_c w_c·t_c·−log σ(x_c) + (1−t_c)·−log σ(−x_c), where class weights weigh the positives alone, as
 * PyTorch's `pos_weight`; the mean is over images and classes. γ and α make it torchvision's
 * `sigmoid_focal_loss` (https://arxiv.org/abs/1708.02002), which for soft targets follows its formula:
 * then a mix is not the two losses mixed.
 */
export const binaryCrossEntropy = loss({
  label: "Binary cross entropy",
  help: "Decides each class by itself. Often used with mixup and CutMix.",
  options: {
    gamma: {
      kind: "number",
      label: "γ",
      help: "Above 0: the focal loss of object detection, which leaves aside what is already right.",
      default: 0,
      min: 0,
      max: 5,
      step: 0.5,
    },
    alpha: {
      kind: "optionalNumber",
      label: "α",
      help: "The weight of an image's own class; all others get 1 − α. Empty weighs all alike.",
      default: null,
      min: 0,
      max: 1,
      step: 0.05,
    },
  },
  build: ({ gamma, alpha }, { classCount, classWeights }) => ({
    kind: "perImage",
    shares: (targets) => markIgnored(truthOf(targets, classCount), targets, classCount),
    each: (logits, truth) => {
      const opposite = tf.sub(1, truth);
      const positive = tf.mul(truth, tf.softplus(tf.neg(logits)));
      const weighted = classWeights ? tf.mul(positive, tf.tensor1d([...classWeights])) : positive;
      let each = tf.add(weighted, tf.mul(opposite, tf.softplus(logits)));
      if (gamma !== 0) {
        const miss = tf.add(
          tf.mul(truth, tf.sigmoid(tf.neg(logits))),
          tf.mul(opposite, tf.sigmoid(logits)),
        );
        each = tf.mul(each, tf.pow(tf.maximum(miss, SMALLEST_MISS), gamma));
      }
      if (alpha !== null)
        each = tf.mul(each, tf.add(tf.mul(truth, alpha), tf.mul(opposite, 1 - alpha)));
      const isCounted = tf.cast(tf.greaterEqual(truth, 0), "float32");
      return tf.sum(tf.mul(each, isCounted), 1);
    },
    // Sigmoids, where a formula is for softmax.
    formula: null,
    denominator: (targets) => countOf(targets, classCount) * classCount,
  }),
});

function markIgnored(truth: Float32Array, targets: Targets, classCount: number): Float32Array {
  if (targets.kind !== "labels") return truth;
  targets.labels.forEach((label, row) => {
    if (label === IGNORED_LABEL) truth.fill(IGNORED, row * classCount, (row + 1) * classCount);
  });
  return truth;
}
