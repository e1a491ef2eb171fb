/** Golden section `losses`: values and gradients on logits. */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { differentiate } from "../engine/tfjs/differentiate";
import { sharesTensor } from "../engine/sharesTensor";
import type { Loss } from "../parts/losses/loss";
import { IGNORED_LABEL, type Targets } from "../parts/losses/targets";
import { expectClose, float32 } from "./compare";
import { withLimits } from "./focalLimits";
import { labelTargets } from "./microBatches";
import { matrix, nested, real, vector } from "./nested";
import { casesSection, NotSupported } from "./section";
import { numbersOf, tensorOf } from "./tensors";
import { elementwise, torchLoss } from "./torchLosses";

export const lossCase = z.looseObject({
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
  const loss = torchLoss(fn, params, { classCount: logits[0]!.length, classWeights });
  const { value, gradient } =
    reduction === "none" && elementwise.includes(fn)
      ? await evaluateElements(golden)
      : inputs.target_kind === "mixup"
        ? await evaluateMix(loss, logits, inputs.target, reduction)
        : await evaluate(loss, logits, targetsOf(inputs, ignore_index), reduction);

  const errors = golden.torch_float32_max_abs_err;
  expectClose("value", value, expected.value, float32(errors.value));
  expectClose("grad_logits", gradient, withLimits(golden, loss), float32(errors.grad));
});

function targetsOf(
  { target, target_kind }: z.infer<typeof lossCase>["inputs"],
  ignoreIndex: number,
): Targets {
  if (target_kind === "prob")
    return { kind: "probabilities", probabilities: Float32Array.from(matrix.parse(target).flat()) };
  if (target_kind !== "index") throw new NotSupported(`targets of kind "${target_kind}"`);
  const ours = (label: number) => (label === ignoreIndex ? IGNORED_LABEL : label);
  return labelTargets(vector.parse(target).map(ours));
}

const mixTarget = z.strictObject({ a: vector, b: vector, lam: real });

/** λ · loss(a) + (1 − λ) · loss(b), each term divided by its own denominator. */
async function evaluateMix(
  loss: Loss,
  logits: number[][],
  target: unknown,
  reduction: Reduction,
): Promise<Result> {
  const { a, b, lam } = mixTarget.parse(target);
  const first = await evaluate(loss, logits, labelTargets(a), reduction);
  const second = await evaluate(loss, logits, labelTargets(b), reduction);
  const mix = (one: number[], other: number[]) =>
    one.map((value, i) => lam * value + (1 - lam) * other[i]!);
  return {
    value: mix(first.value, second.value),
    gradient: mix(first.gradient, second.gradient),
  };
}

/** Column by column, each a loss of one class. */
async function evaluateElements({ fn, params, inputs }: z.infer<typeof lossCase>): Promise<Result> {
  const { reduction: _r, ignore_index: _i, ...options } = params;
  const truth = matrix.parse(inputs.target);
  const columns = inputs.logits[0]!.map(async (_, c) => {
    const classWeights = inputs.class_weight && [inputs.class_weight[c]!];
    const loss = torchLoss(fn, options, { classCount: 1, classWeights });
    const targets: Targets = {
      kind: "probabilities",
      probabilities: Float32Array.from(truth, (row) => row[c]!),
    };
    return evaluate(
      loss,
      inputs.logits.map((row) => [row[c]!]),
      targets,
      "none",
    );
  });
  const results = await Promise.all(columns);
  const rows = (of: (result: Result) => number[]) =>
    inputs.logits.flatMap((_, row) => results.map((result) => of(result)[row]!));
  return { value: rows(({ value }) => value), gradient: rows(({ gradient }) => gradient) };
}

interface Result {
  /** One number, or one an image. */
  value: number[];
  /** Of the value's sum, `[batch × classes]`. */
  gradient: number[];
}

async function evaluate(
  loss: Loss,
  logits: number[][],
  targets: Targets,
  reduction: Reduction,
): Promise<Result> {
  if (loss.kind === "perBatch" && reduction !== "mean")
    throw new NotSupported(`reduction "${reduction}" of this loss`);
  const { value, gradients } = tf.tidy(() => {
    const shares = sharesTensor(loss, targets, tensorOf(logits) as tf.Tensor2D);
    return differentiate(
      (input) =>
        loss.kind === "perImage"
          ? loss.each(input as tf.Tensor2D, shares)
          : loss.value(input as tf.Tensor2D, shares),
      [tensorOf(logits)],
    );
  });
  const each = Array.from(await numbersOf(value));
  const gradient = Array.from(await numbersOf(gradients[0]!));
  if (loss.kind === "perBatch" || reduction === "none") return { value: each, gradient };
  const denominator = reduction === "mean" ? loss.denominator(targets) : 1;
  const sum = each.reduce((total, it) => total + it, 0);
  const classCount = logits[0]!.length;
  const isIgnored = (i: number) =>
    targets.kind === "labels" && targets.labels[Math.floor(i / classCount)] === IGNORED_LABEL;
  // Without any weight PyTorch's mean is no number: its labels' part is 0 / 0, whatever smoothing adds.
  const shareOf = (it: number) => (denominator === 0 ? NaN : it / denominator);
  return {
    value: [shareOf(sum)],
    // Even then an ignored image has no gradient.
    gradient: gradient.map((it, i) => (isIgnored(i) ? it : shareOf(it))),
  };
}
