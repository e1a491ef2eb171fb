/** A loss as engines sum it up over micro-batches. */
import * as tf from "@tensorflow/tfjs-core";
import type { LossSum } from "../../engine/engine";
import type { Loss } from "./loss";

/** A loss of the whole batch is its own sum. */
export function lossSumOf(loss: Loss): LossSum {
  return {
    formula: loss.kind === "perImage" ? loss.formula : null,
    shares: (targets) => loss.shares(targets),
    sum: (logits, shares) =>
      loss.kind === "perImage" ? tf.sum(loss.each(logits, shares)) : loss.value(logits, shares),
  };
}
