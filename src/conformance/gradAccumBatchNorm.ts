/** The case of `grad_accum` with BatchNorm: statistics are those of each micro-batch. */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { batchNormTrain, updateRunning } from "../engine/tfjs/ops/batchNorm";
import { expectClose, float32 } from "./compare";
import {
  accumulate,
  divided,
  expectWeights,
  lossAndGradients,
  rangesOf,
  weights,
  weightTensors,
  type Network,
} from "./microBatches";
import { vector } from "./nested";
import { torchLoss } from "./torchLosses";

const EPSILON = 1e-5;
const MOMENTUM = 0.1;

const running = { running_mean: vector, running_var: vector };

const normCase = z.looseObject({
  loss: z.strictObject({ fn: z.string() }),
  micro_sizes: z.array(z.int()),
  expected: z.looseObject({
    full: z.looseObject({ grads: weights, ...running }),
    accumulated: z.looseObject({
      grads: weights,
      after_each_micro: z.array(z.looseObject(running)),
    }),
  }),
});

/** Linear, BatchNorm (γ 1, β 0, momentum 0.1, ε 1e-5), tanh, linear, as the case's note says. */
export async function accumulateWithBatchNorm(golden: Network, value: unknown): Promise<void> {
  const { loss, micro_sizes, expected } = normCase.parse(value);
  const full = [{ ...expected.full }];
  await runWindow(golden, loss.fn, [golden.inputs.y.length], full, expected.full.grads, "full");
  const { after_each_micro, grads } = expected.accumulated;
  await runWindow(golden, loss.fn, micro_sizes, after_each_micro, grads, "accumulated");
}

async function runWindow(
  golden: Network,
  lossName: string,
  sizes: number[],
  expectedRunning: { running_mean: number[]; running_var: number[] }[],
  expectedGradients: z.infer<typeof weights>,
  what: string,
): Promise<void> {
  const classCount = golden.init.W2.length;
  const channels = golden.init.b1.length;
  const loss = torchLoss(lossName, {}, { classCount, classWeights: null });
  const parameters = weightTensors(golden.init);
  let mean = tf.zeros<tf.Rank.R1>([channels]);
  let variance = tf.ones<tf.Rank.R1>([channels]);
  let sum: tf.Tensor[] | null = null;
  for (const [k, range] of rangesOf(sizes).entries()) {
    const normalize = (hidden: tf.Tensor2D): tf.Tensor2D => {
      const rows = hidden.shape[0];
      const x = tf.reshape<tf.Rank.R4>(hidden, [rows, 1, 1, channels]);
      const gamma = tf.ones<tf.Rank.R1>([channels]);
      const beta = tf.zeros<tf.Rank.R1>([channels]);
      const { output, statistics } = batchNormTrain(x, gamma, beta, EPSILON);
      const old = [mean, variance];
      mean = tf.keep(updateRunning(mean, statistics.mean, MOMENTUM));
      variance = tf.keep(updateRunning(variance, statistics.unbiasedVariance, MOMENTUM));
      tf.dispose([...old, statistics.mean, statistics.unbiasedVariance]);
      return tf.reshape(output, [rows, channels]);
    };
    const { value, gradients } = lossAndGradients(golden, parameters, loss, range, normalize);
    value.dispose();
    sum = accumulate(sum, gradients);
    const wanted = expectedRunning[k]!;
    const place = `${what}[${k}]`;
    const [means, variances] = [await mean.data(), await variance.data()];
    expectClose(`${place}.running_mean`, means, wanted.running_mean, float32());
    expectClose(`${place}.running_var`, variances, wanted.running_var, float32());
  }
  const gradients = divided(sum ?? [], golden.inputs.y.length);
  await expectWeights(`${what}.grads`, gradients, expectedGradients);
  tf.dispose([...parameters, ...gradients, mean, variance]);
}
