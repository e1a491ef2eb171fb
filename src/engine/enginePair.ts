/** For tests: the reference engine and a compiled one, side by side on the same inputs. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { randomFrom, randomKey } from "../lib/random";
import type { Model } from "../nn/model";
import type { Engine } from "./engine";
import { randomBatch } from "./testModel";
import { crossEntropySum as loss, expectClose } from "./testTraining";
import { TfjsEngine } from "./tfjs/TfjsEngine";
import type { Tier } from "./tier";

export type Create = (model: Model, seed: number) => Promise<Engine>;

export interface PairSetting {
  /** TensorFlow.js's backends under the reference engine and under the plan; both are started. */
  reference: Tier;
  plan: Tier;
}

export function enginePair(create: Create, { reference, plan }: PairSetting) {
  const switchTo = (engine: Engine) =>
    tf.setBackend(engine instanceof TfjsEngine ? reference : plan);
  return {
    switchTo,
    both: async (model: Model) => {
      await tf.setBackend(reference);
      const expected = new TfjsEngine(model, reference, 3);
      await tf.setBackend(plan);
      return [expected, await create(model, 3)] as const;
    },
    compare: (model: Model, expected: Engine, actual: Engine, count: number, tolerance?: number) =>
      compare(switchTo, model, expected, actual, count, tolerance),
  };
}

/** Outputs in both modes, gradients and running statistics, with weights away from their start. */
async function compare(
  switchTo: (engine: Engine) => Promise<boolean>,
  model: Model,
  expected: Engine,
  actual: Engine,
  count: number,
  tolerance = 2e-4,
): Promise<void> {
  const state = await expected.readState();
  const random = randomFrom(randomKey(5, "compare"));
  for (const [name, values] of Object.entries({ ...state.parameters, ...state.buffers })) {
    if (name.endsWith("running_var")) values.forEach((_, i) => (values[i] = 0.5 + random()));
    else if (values.every((value) => value === 0))
      values.forEach((_, i) => (values[i] = random() - 0.5));
  }
  for (const [name, values] of Object.entries(state.buffers))
    if (name.endsWith("num_batches_tracked")) values.fill(3);
  const results = [];
  for (const engine of [expected, actual]) {
    await switchTo(engine);
    engine.writeState(state);
    engine.zeroGradients();
    engine.zeroLoss();
    engine.setBatch(randomBatch(count, model.imageSizePx));
    const logits = engine.forward();
    engine.backward(loss, 11);
    results.push({
      outputs: { logits: await logits.data<"float32">() },
      gradients: await engine.readGradients(),
      buffers: (await engine.readState()).buffers,
      lossSum: await engine.readLossSum(),
    });
    tf.dispose(logits);
  }
  const [a, b] = results;
  expectClose(b!.outputs, a!.outputs, tolerance);
  expectClose(b!.buffers, a!.buffers, 1e-4);
  expect(Object.keys(b!.gradients)).toEqual(Object.keys(a!.gradients));
  expectClose(b!.gradients, a!.gradients, tolerance);
  expect(Math.abs(b!.lossSum - a!.lossSum)).toBeLessThan(tolerance * a!.lossSum + 1e-5);
}
