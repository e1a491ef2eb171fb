/**
 * Golden gradients of focal losses where PyTorch's autograd gives 0 · ∞ = NaN: γ < 1, and a class's
 * probability rounds to 1. The golden file asks for the limit there.
 */
import type { z } from "zod";
import { softmax } from "../lib/softmax";
import type { Loss } from "../parts/losses/loss";
import type { lossCase } from "./losses";
import { labelTargets } from "./microBatches";
import { vector } from "./nested";

/** The golden gradient `[batch][classes]`, with limits instead of NaN. */
export function withLimits(golden: z.infer<typeof lossCase>, loss: Loss): number[][] {
  const { fn, inputs, expected, params } = golden;
  const gamma = Number(params.gamma);
  if (!(gamma > 0 && gamma < 1)) return expected.grad_logits;
  // Of an element alone: its loss and its gradient vanish together.
  if (fn === "focal_sigmoid")
    return expected.grad_logits.map((row) => row.map((it) => (Number.isNaN(it) ? 0 : it)));
  if (!fn.startsWith("focal_softmax") || loss.kind !== "perImage") return expected.grad_logits;
  const labels = vector.parse(inputs.target);
  const isMean = fn === "focal_softmax_mean_n" || params.reduction === "mean";
  const denominator = isMean ? loss.denominator(labelTargets(labels)) : 1;
  return expected.grad_logits.map((row, i) => {
    if (!row.every(Number.isNaN)) return row;
    const scale = (inputs.class_weight?.[labels[i]!] ?? 1) / denominator;
    return limitOf(inputs.logits[i]!, labels[i]!, gamma).map((it) => it * scale);
  });
}

/** d/dz of −(1−p)^γ · log p of the label's p: (γ(1−p)^(γ−1)·p·log p − (1−p)^γ) · (onehot − p). */
function limitOf(logits: readonly number[], label: number, gamma: number): number[] {
  const probabilities = softmax(logits);
  const p = probabilities[label]!;
  const miss = 1 - p;
  if (miss === 0) return probabilities.map(() => 0);
  // Where p underflows, p · log p is 0.
  const inner = p === 0 ? 0 : gamma * miss ** (gamma - 1) * p * Math.log(p);
  const slope = inner - miss ** gamma;
  return probabilities.map((it, c) => slope * (Number(c === label) - it));
}
