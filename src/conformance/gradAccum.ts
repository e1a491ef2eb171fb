/** Golden section `grad_accum`: one optimizer step from the gradients of several micro-batches. */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { clipGradientNorm } from "../engine/tfjs/clip";
import { updateParameter } from "../engine/tfjs/optimize";
import { expectClose, float32 } from "./compare";
import { accumulateWithBatchNorm } from "./gradAccumBatchNorm";
import {
  accumulate,
  divided,
  expectWeights,
  labelTargets,
  lossAndGradients,
  network,
  rangesOf,
  weights,
  weightTensors,
  type Network,
} from "./microBatches";
import { real, vector } from "./nested";
import { windowSteps } from "./windowSteps";
import type { Check, Section } from "./section";
import { numbersOf } from "./tensors";
import { torchLoss } from "./torchLosses";
import { torchOptimizer } from "./torchOptimizers";

const content = network.extend({
  cases: z.array(z.looseObject({ id: z.string() })),
  window_bookkeeping: z.unknown().optional(),
});

const windowCase = z.looseObject({
  loss: z.looseObject({
    fn: z.string(),
    gamma: real.nullable(),
    label_smoothing: real,
    class_weight: vector.nullable(),
  }),
  optimizer: z.looseObject({ name: z.string(), params: z.looseObject({}) }),
  clip_norm: real.nullable(),
  micro_sizes: z.array(z.int()),
  expected: z.looseObject({
    full_grads: weights,
    micro: z.array(z.looseObject({ denom: real, sum_loss: real })),
    total_denominator: real,
    correct_loss: real,
    total_norm_accumulated: real.optional(),
    params_after_step_accumulated: weights,
  }),
});

/** A loss of the batch as a whole, which the product refuses to accumulate. */
const wholeCase = z.looseObject({
  loss: z.strictObject({ fn: z.literal("soft_f1"), epsilon: real }),
  expected: z.looseObject({ full_loss: real, full_grads: weights }),
});

export const gradAccum: Section = (value) => {
  const { cases, window_bookkeeping, ...golden } = content.parse(value);
  const run = (it: unknown) => {
    const whole = wholeCase.safeParse(it);
    if (whole.success) return runWhole(golden, whole.data);
    if (typeof it === "object" && it && "id" in it && it.id === "batchnorm_not_equivalent")
      return accumulateWithBatchNorm(golden, it);
    return runWindow(golden, windowCase.parse(it));
  };
  return [
    ...cases.map((it): Check => ({ id: it.id, run: () => run(it) })),
    ...windowSteps(window_bookkeeping),
  ];
};

async function runWindow(golden: Network, it: z.infer<typeof windowCase>): Promise<void> {
  const { expected, optimizer: chosen, clip_norm } = it;
  const { fn, gamma, class_weight: classWeights, label_smoothing } = it.loss;
  const lossParams = gamma === null ? { label_smoothing } : { gamma, label_smoothing };
  const classCount = golden.init.W2.length;
  const loss = torchLoss(fn, lossParams, { classCount, classWeights });
  if (loss.kind !== "perImage") throw new Error("This loss can't be accumulated.");
  const { optimizer, learningRate } = torchOptimizer(chosen.name, chosen.params);

  const parameters = weightTensors(golden.init);
  let sum: tf.Tensor[] | null = null;
  let lossSum = 0;
  let denominator = 0;
  for (const [k, range] of rangesOf(it.micro_sizes).entries()) {
    const { value, gradients } = lossAndGradients(golden, parameters, loss, range);
    sum = accumulate(sum, gradients);
    const [microSum] = await numbersOf(value);
    const weight = loss.denominator(labelTargets(golden.inputs.y.slice(...range)));
    expectClose(`micro[${k}].sum_loss`, microSum!, expected.micro[k]!.sum_loss, float32());
    expectClose(`micro[${k}].denom`, weight, expected.micro[k]!.denom, float32());
    lossSum += microSum!;
    denominator += weight;
  }
  expectClose("total_denominator", denominator, expected.total_denominator, float32());
  expectClose("correct_loss", lossSum / denominator, expected.correct_loss, float32());
  let gradients = divided(sum ?? [], denominator);
  await expectWeights("full_grads", gradients, expected.full_grads);

  if (clip_norm !== null) {
    const unclipped = gradients;
    const clipped = tf.tidy(() => clipGradientNorm(unclipped, clip_norm));
    tf.dispose(unclipped);
    gradients = clipped.gradients;
    const norm = await numbersOf(clipped.norm);
    expectClose("total_norm", norm, expected.total_norm_accumulated ?? NaN, float32());
  }
  const updates = parameters.map((parameter, i) =>
    updateParameter(optimizer, parameter, gradients[i]!, undefined, { learningRate }),
  );
  const after = updates.map(({ parameter }) => parameter);
  await expectWeights("params_after_step", after, expected.params_after_step_accumulated);
  tf.dispose([...parameters, ...gradients, ...after, ...updates.map(({ state }) => state.slots)]);
}

/** The product takes the loss of the whole batch only. */
async function runWhole(golden: Network, it: z.infer<typeof wholeCase>): Promise<void> {
  const { fn, ...params } = it.loss;
  const classCount = golden.init.W2.length;
  const loss = torchLoss(fn, params, { classCount, classWeights: null });
  if (loss.kind !== "perBatch") throw new Error("This loss would be accumulated.");
  const parameters = weightTensors(golden.init);
  const range: [number, number] = [0, golden.inputs.y.length];
  const { value, gradients } = lossAndGradients(golden, parameters, loss, range);
  expectClose("full_loss", await numbersOf(value), it.expected.full_loss, float32());
  await expectWeights("full_grads", gradients, it.expected.full_grads);
  tf.dispose([...parameters, ...gradients]);
}
