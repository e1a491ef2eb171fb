/** Golden section `losses`: values and gradients on logits. */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { differentiate } from "../engine/tfjs/differentiate";
import type { Loss } from "../parts/losses/loss";
import { expectClose, float32 } from "./compare";
import { matrix, nested, real, vector } from "./nested";
import { casesSection, NotSupported } from "./section";
import { numbersOf, tensorOf } from "./tensors";
import { torchLoss } from "./torchLosses";

const lossCase = z.looseObject({
  id: z.string(),
  fn: z.string(),
  params: z.looseObject({
    reduction: z.enum(["mean", "sum", "none"]).default("mean"),
    ignore_index: z.int().default(-100),
  }),
  inputs: z.looseObject({
    logits: matrix,
    target: z.unknown(),
    target_kind: z.string(),
    class_weight: vector.nullable(),
  }),
  expected: z.looseObject({ value: nested, grad_logits: matrix }),
  torch_float32_max_abs_err: z.looseObject({ value: real, grad: real }),
});

type Reduction = "mean" | "sum" | "none";

export const losses = casesSection(lossCase, async (golden) => {
  const { fn, inputs, expected } = golden;
  const { reduction, ignore_index, ...params } = golden.params;
  const { logits, class_weight: classWeights } = inputs;
  const classCount = logits[0]!.length;
  const loss = torchLoss(fn, params, { classCount, classWeights });
  if (inputs.target_kind === "mixup") {
    await expectMix(golden, loss, reduction);
    return;
  }
  if (inputs.target_kind !== "index")
    throw new NotSupported(`targets of kind "${inputs.target_kind}" for the loss "${fn}"`);

  // An image without a label does not enter a batch: no loss, no gradient, no part of the mean.
  const targets = vector.parse(inputs.target);
  const rows = targets.flatMap((target, row) => (target === ignore_index ? [] : [row]));
  const labels = rows.map((row) => targets[row]!);
  const result = await evaluate(
    loss,
    rows.map((row) => logits[row]!),
    labels,
    reduction,
  );
  const values = reduction === "none" ? targets.map(() => 0) : result.value;
  const gradient = logits.map((row) => row.map(() => 0));
  rows.forEach((row, i) => {
    gradient[row] = result.gradient.slice(i * classCount, (i + 1) * classCount);
    if (reduction === "none") values[row] = result.value[i]!;
  });

  const errors = golden.torch_float32_max_abs_err;
  expectClose("value", values, expected.value, float32(errors.value));
  const expectedGradient = isSaturatedFocal(golden)
    ? expected.grad_logits.map((row) => row.map(() => 0))
    : expected.grad_logits;
  expectClose("grad_logits", gradient.flat(), expectedGradient, float32(errors.grad));
});

const mixTarget = z.strictObject({ a: vector, b: vector, lam: real });

/** λ · loss(a) + (1 − λ) · loss(b), each term divided by its own denominator. */
async function expectMix(
  { inputs, expected, ...golden }: z.infer<typeof lossCase>,
  loss: Loss,
  reduction: Reduction,
): Promise<void> {
  const { a, b, lam } = mixTarget.parse(inputs.target);
  const first = await evaluate(loss, inputs.logits, a, reduction);
  const second = await evaluate(loss, inputs.logits, b, reduction);
  const mix = (one: number[], other: number[]) =>
    one.map((value, i) => lam * value + (1 - lam) * other[i]!);
  const errors = golden.torch_float32_max_abs_err;
  const value = mix(first.value, second.value);
  expectClose("value", value, expected.value, float32(errors.value));
  const gradient = mix(first.gradient, second.gradient);
  expectClose("grad_logits", gradient, expected.grad_logits, float32(errors.grad));
}

/** PyTorch's focal gradient is 0 · ∞ = NaN where p is 1 and γ < 1; the right one is its limit, 0. */
function isSaturatedFocal({ fn, expected }: z.infer<typeof lossCase>): boolean {
  return (
    fn === "focal_softmax" &&
    Number.isFinite(expected.value) &&
    expected.grad_logits.flat().every(Number.isNaN)
  );
}

/** Loss (one number, or one an image) and the gradient of its sum, `[batch × classes]`. */
async function evaluate(
  loss: Loss,
  logits: number[][],
  labels: number[],
  reduction: Reduction,
): Promise<{ value: number[]; gradient: number[] }> {
  if (labels.length === 0) return { value: reduction === "mean" ? [NaN] : [0], gradient: [] };
  const { value, gradients } = tf.tidy(() => {
    const labelTensor = tf.tensor1d(labels, "int32");
    return differentiate(
      (input) =>
        loss.kind === "perImage"
          ? loss.each(input as tf.Tensor2D, labelTensor)
          : loss.value(input as tf.Tensor2D, labelTensor),
      [tensorOf(logits)],
    );
  });
  const each = Array.from(await numbersOf(value));
  const gradient = Array.from(await numbersOf(gradients[0]!));
  if (loss.kind === "perBatch") {
    if (reduction !== "mean") throw new NotSupported(`reduction "${reduction}" of this loss`);
    return { value: each, gradient };
  }
  if (reduction === "none") return { value: each, gradient };
  const denominator = reduction === "mean" ? loss.denominator(Int32Array.from(labels)) : 1;
  const sum = each.reduce((total, it) => total + it, 0);
  return { value: [sum / denominator], gradient: gradient.map((it) => it / denominator) };
}
