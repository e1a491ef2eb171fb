/** Our own engines, driven as the training loop drives them. */
import type * as tf from "@tensorflow/tfjs-core";
import { Machine } from "../../src/engine/wasm/Machine";
import { createEngine } from "../../src/engine/createEngine";
import { startDevice } from "../../src/engine/device";
import type { Engine } from "../../src/engine/engine";
import type { Tier } from "../../src/engine/tier";
import { buildPart } from "../../src/lib/part";
import { nothingFrozen } from "../../src/nn/frozen";
import { makeBatch } from "../../src/data/batches";
import { losses } from "../../src/parts/losses";
import { lossSumOf } from "../../src/parts/losses/lossSumOf";
import { optimizers } from "../../src/parts/optimizers";
import { LEARNING_RATE, makeInputs, type Job, type Stepper } from "./stepper";

const NORMALIZATION = {
  mean: [0.5, 0.5, 0.5],
  standardDeviation: [0.25, 0.25, 0.25],
} as const;

const CROSS_ENTROPY = { name: "crossEntropy", labelSmoothing: 0 };
const ADAM = {
  name: "adam",
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  amsgrad: false,
  weightDecay: 0,
};

export async function homeroomStepper(tier: Tier, job: Job): Promise<Stepper> {
  const { model, batch } = job;
  await startDevice(tier);
  const loss = buildPart(losses, CROSS_ENTROPY, {
    classCount: model.classCount,
    classWeights: null,
  });
  const optimizer = buildPart(optimizers, ADAM, undefined);
  const lossSum = lossSumOf(loss);
  const { engine, slower } = await createEngine(model, tier, 1, {
    evaluationBatches: [batch],
    training: {
      batches: [batch],
      loss: lossSum,
      optimizer,
      clipNorm: null,
      clipValue: null,
      frozen: [nothingFrozen],
      hasAverage: false,
    },
    onProgress: () => undefined,
  });
  if (slower !== null) throw new Error(slower);
  const { pixels, labels } = makeInputs({ model, batch });
  const dataset = { imageSizePx: model.imageSizePx, pixels, labels: Uint16Array.from(labels) };
  const indices = Uint32Array.from({ length: batch }, (_, i) => i);
  const inputs = makeBatch(dataset, indices, NORMALIZATION);
  engine.setBatch(inputs);
  if (job.pass === "evaluation") return evaluationStepper(engine);
  let steps = 0;
  let lossesBefore = 0;
  let stepsBefore = 0;
  const step = () => {
    engine.zeroGradients();
    engine.backward(lossSum, steps++);
    engine.step({
      optimizer,
      learningRate: LEARNING_RATE,
      denominator: loss.kind === "perImage" ? loss.denominator(inputs.targets) : 1,
      clipNorm: null,
      clipValue: null,
    });
  };
  return {
    step,
    dispatches: tier === "wasm" ? () => countJobs(step) : undefined,
    async finish() {
      const sum = await engine.readLossSum();
      const mean = (sum - lossesBefore) / (batch * Math.max(1, steps - stepsBefore));
      lossesBefore = sum;
      stepsBefore = steps;
      return mean;
    },
  };
}

function evaluationStepper(engine: Engine): Stepper {
  let logits: tf.Tensor | null = null;
  return {
    step() {
      logits?.dispose();
      logits = engine.forward();
    },
    async finish() {
      const values = await logits!.data();
      return values[0]!;
    },
  };
}

/** The kernels that the pool of threads is given. */
function countJobs(step: () => void): number {
  const { run } = Machine.prototype;
  let jobs = 0;
  Machine.prototype.run = function (list, count) {
    jobs += count;
    run.call(this, list, count);
  };
  step();
  Machine.prototype.run = run;
  return jobs;
}
