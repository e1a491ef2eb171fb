/** Golden section `batchnorm2d`: train mode, its gradients and running statistics, and eval mode. */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { differentiate } from "../engine/tfjs/differentiate";
import {
  batchNormEval,
  batchNormTrain,
  updateRunning,
  type BatchStatistics,
} from "../engine/tfjs/ops/batchNorm";
import { expectClose, float32 } from "./compare";
import { nested, real, vector, type Nested } from "./nested";
import type { Check, Section } from "./section";
import { numbersOf, tensorOf } from "./tensors";

const params = z.looseObject({
  momentum: real.nullable(),
  eps: real,
  affine: z.boolean().default(true),
  track_running_stats: z.boolean().default(true),
});

const normCase = z.looseObject({
  id: z.string(),
  params,
  inputs: z.looseObject({
    batches: z.array(nested),
    upstream_grad: z.array(nested),
    gamma: vector.nullable(),
    beta: vector.nullable(),
    running_mean0: vector,
    running_var0: vector,
  }),
  expected: z.looseObject({
    batches: z.array(
      z.looseObject({
        train_output: nested,
        grad_input: nested,
        grad_gamma: vector.nullable(),
        grad_beta: vector.nullable(),
        running_mean: vector.nullable(),
        running_var: vector.nullable(),
        batch_mean: vector,
        batch_var_unbiased: vector,
      }),
    ),
    eval_output_of_batch0: nested,
  }),
  torch_float32_max_abs_err: real,
});
type NormCase = z.infer<typeof normCase>;

/** A batch that BatchNorm refuses, because it has no variance. */
const refusedCase = z.looseObject({
  id: z.string(),
  params,
  inputs: z.looseObject({ shape: z.tuple([z.int(), z.int(), z.int(), z.int()]) }),
  expected: z.looseObject({ error: z.string() }),
});

export const batchnorm2d: Section = (value) =>
  z
    .array(z.looseObject({ id: z.string() }))
    .parse(value)
    .map((golden): Check => {
      const refused = refusedCase.safeParse(golden);
      const run = () =>
        refused.success ? expectRefusal(refused.data) : runCase(normCase.parse(golden));
      return { id: golden.id, run };
    });

async function runCase({ params, inputs, expected, ...golden }: NormCase): Promise<void> {
  const { eps } = params;
  const tolerance = float32(golden.torch_float32_max_abs_err);
  const gamma = inputs.gamma ?? inputs.running_mean0.map(() => 1);
  const beta = inputs.beta ?? inputs.running_mean0.map(() => 0);

  let runningMean = tf.tensor1d(inputs.running_mean0);
  let runningVariance = tf.tensor1d(inputs.running_var0);
  for (const [k, batch] of inputs.batches.entries()) {
    const { value, gradients, statistics } = trainMode(
      batch,
      inputs.upstream_grad[k]!,
      gamma,
      beta,
      eps,
    );
    const { mean, unbiasedVariance } = statistics;
    // Without a momentum every batch counts alike.
    const momentum = params.momentum ?? 1 / (k + 1);
    const nextMean = updateRunning(runningMean, mean, momentum);
    const nextVariance = updateRunning(runningVariance, unbiasedVariance, momentum);
    tf.dispose([runningMean, runningVariance]);
    [runningMean, runningVariance] = [nextMean, nextVariance];

    const wanted = expected.batches[k]!;
    const [grad_input, grad_gamma, grad_beta] = gradients as [tf.Tensor4D, tf.Tensor, tf.Tensor];
    const actual = {
      train_output: channelsFirst(value),
      grad_input: channelsFirst(grad_input),
      grad_gamma,
      grad_beta,
      running_mean: runningMean.clone(),
      running_var: runningVariance.clone(),
      batch_mean: mean,
      batch_var_unbiased: unbiasedVariance,
    };
    for (const [name, tensor] of Object.entries(actual)) {
      const numbers = await numbersOf(tensor);
      const value = wanted[name as keyof typeof actual];
      // null: without γ and β there is nothing to learn, and perhaps nothing is kept.
      if (value !== null) expectClose(`batches[${k}].${name}`, numbers, value, tolerance);
    }
    tf.dispose([value, grad_input]);
  }

  const evaluated = tf.tidy(() => {
    const x = channelsLast(inputs.batches[0]!);
    const [weight, bias] = [tf.tensor1d(gamma), tf.tensor1d(beta)];
    if (params.track_running_stats)
      return channelsFirst(batchNormEval(x, weight, bias, runningMean, runningVariance, eps));
    // Without running statistics eval mode takes the batch's own.
    const { output, statistics } = batchNormTrain(x, weight, bias, eps);
    tf.dispose([statistics.mean, statistics.unbiasedVariance]);
    return channelsFirst(output);
  });
  tf.dispose([runningMean, runningVariance]);
  const output = await numbersOf(evaluated);
  expectClose("eval_output_of_batch0", output, expected.eval_output_of_batch0, tolerance);
}

function trainMode(batch: Nested, upstream: Nested, gamma: number[], beta: number[], eps: number) {
  let statistics: BatchStatistics | undefined;
  const differentiated = tf.tidy(() =>
    differentiate(
      (x, weight, bias) => {
        const train = batchNormTrain(
          x as tf.Tensor4D,
          weight as tf.Tensor1D,
          bias as tf.Tensor1D,
          eps,
        );
        statistics = train.statistics;
        return train.output;
      },
      [channelsLast(batch), tf.tensor1d(gamma), tf.tensor1d(beta)],
      channelsLast(upstream),
    ),
  );
  return { ...differentiated, statistics: statistics! };
}

function expectRefusal({ inputs, params }: z.infer<typeof refusedCase>): void {
  const [batch, channels, height, width] = inputs.shape;
  const refuse = () =>
    tf.tidy(() => {
      const x = tf.zeros<tf.Rank.R4>([batch, height, width, channels]);
      batchNormTrain(x, tf.ones([channels]), tf.zeros([channels]), params.eps);
    });
  try {
    refuse();
  } catch {
    return;
  }
  throw new Error("error: BatchNorm took a batch that has one value per channel");
}

/** From the golden file's `[batch, channels, height, width]`. */
function channelsLast(value: Nested): tf.Tensor4D {
  return tf.transpose(tensorOf(value) as tf.Tensor4D, [0, 2, 3, 1]);
}

function channelsFirst(tensor: tf.Tensor4D): tf.Tensor4D {
  return tf.transpose(tensor, [0, 3, 1, 2]);
}
