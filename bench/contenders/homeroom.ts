/** Our own engines, driven as the training loop drives them. */
import * as tf from "@tensorflow/tfjs-core";
import { Machine } from "../../src/engine/wasm/Machine";
import { createEngine } from "../../src/engine/createEngine";
import { startDevice } from "../../src/engine/device";
import type { Tier } from "../../src/engine/tier";
import { buildPart } from "../../src/lib/part";
import { makeBatch } from "../../src/data/batches";
import { losses } from "../../src/parts/losses";
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

export async function homeroomStepper(tier: Tier, { model, batch }: Job): Promise<Stepper> {
  await startDevice(tier);
  const { engine, slower } = await createEngine(model, tier, 1);
  if (slower !== null) throw new Error(slower);
  const loss = buildPart(losses, CROSS_ENTROPY, {
    classCount: model.classCount,
    classWeights: null,
  });
  const optimizer = buildPart(optimizers, ADAM, undefined);
  if (loss.kind !== "perImage") throw new Error("Cross entropy is a loss of each image.");
  const { each, denominator } = loss;
  const { pixels, labels } = makeInputs({ model, batch });
  const dataset = { imageSizePx: model.imageSizePx, pixels, labels: Uint16Array.from(labels) };
  const indices = Uint32Array.from({ length: batch }, (_, i) => i);
  engine.setBatch(makeBatch(dataset, indices, NORMALIZATION));
  let steps = 0;
  let lossesBefore = 0;
  let stepsBefore = 0;
  const step = () => {
    engine.zeroGradients();
    engine.backward((logits, labels) => tf.sum(each(logits, labels)), steps++);
    engine.step({
      optimizer,
      learningRate: LEARNING_RATE,
      denominator: denominator(labels),
      clipNorm: null,
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
