/** The case of `grad_accum` with BatchNorm: statistics are those of each micro-batch. */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { batchNormTrain, updateRunning } from "../engine/tfjs/ops/batchNorm";
import { randomFrom, randomKey, type Random } from "../lib/random";
import { expectClose, float32 } from "./compare";
import {
  accumulate,
  divided,
  lossAndGradients,
  rangesOf,
  weightNames,
  weights,
  weightTensors,
  type Network,
} from "./microBatches";
import { vector } from "./nested";
import { numbersOf } from "./tensors";
import { torchLoss } from "./torchLosses";

const EPSILON = 1e-5;
const MOMENTUM = 0.1;
/** How often the window is run on inputs a rounding away, to see what rounding costs here. */
const NUDGED_RUNS = 8;

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
  const whole = [golden.inputs.y.length];
  await compareWindow("full", golden, loss.fn, whole, expected.full.grads, [expected.full]);
  const { after_each_micro, grads } = expected.accumulated;
  await compareWindow("accumulated", golden, loss.fn, micro_sizes, grads, after_each_micro);
}

interface Running {
  running_mean: ArrayLike<number>;
  running_var: ArrayLike<number>;
}

async function compareWindow(
  what: string,
  golden: Network,
  lossName: string,
  sizes: number[],
  expectedGradients: z.infer<typeof weights>,
  expectedRunning: { running_mean: number[]; running_var: number[] }[],
): Promise<void> {
  const { gradients, running } = await runWindow(golden, lossName, sizes);
  // A micro-batch of two has a gradient of nearly nothing, in which rounding is a flip of a coin.
  let lost = 0;
  for (let run = 0; run < NUDGED_RUNS; run++) {
    const random = randomFrom(randomKey(run));
    const nudged = await runWindow(nudgedInputs(golden, random), lossName, sizes);
    for (const [i, values] of gradients.entries())
      values.forEach((it, k) => {
        lost = Math.max(lost, Math.abs(it - nudged.gradients[i]![k]!));
      });
  }
  running.forEach(({ running_mean, running_var }, k) => {
    const wanted = expectedRunning[k]!;
    expectClose(`${what}[${k}].running_mean`, running_mean, wanted.running_mean, float32());
    expectClose(`${what}[${k}].running_var`, running_var, wanted.running_var, float32());
  });
  weightNames.forEach((name, i) => {
    expectClose(`${what}.grads.${name}`, gradients[i]!, expectedGradients[name], float32(lost));
  });
}

/** The inputs one float32 step away, up or down. */
function nudgedInputs({ inputs, ...golden }: Network, random: Random): Network {
  const nudge = (value: number) => value * (1 + (random() < 0.5 ? 1 : -1) * 2 ** -23);
  return { ...golden, inputs: { ...inputs, x: inputs.x.map((row) => row.map(nudge)) } };
}

/** The window's mean gradients, and the running statistics after each micro-batch. */
async function runWindow(
  golden: Network,
  lossName: string,
  sizes: number[],
): Promise<{ gradients: Float32Array[]; running: Running[] }> {
  const classCount = golden.init.W2.length;
  const channels = golden.init.b1.length;
  const loss = torchLoss(lossName, {}, { classCount, classWeights: null });
  const parameters = weightTensors(golden.init);
  let mean = tf.zeros<tf.Rank.R1>([channels]);
  let variance = tf.ones<tf.Rank.R1>([channels]);
  let sum: tf.Tensor[] | null = null;
  const running: Running[] = [];
  for (const range of rangesOf(sizes)) {
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
    running.push({ running_mean: await mean.data(), running_var: await variance.data() });
  }
  tf.dispose([...parameters, mean, variance]);
  const means = divided(sum ?? [], golden.inputs.y.length);
  return { gradients: await Promise.all(means.map(numbersOf)), running };
}
