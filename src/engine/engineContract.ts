/** For tests: what every engine keeps, whatever runs it. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { initialize } from "../nn/initialize";
import { parametersOf, type Model } from "../nn/model";
import { crossEntropySum as loss, expectClose, norm } from "./testTraining";
import type { Engine } from "./engine";
import { mobileModel } from "./layerOpModels";
import { everyOpModel, randomBatch } from "./testModel";
import { testStateContract } from "./stateContract";
import { testTorchContract } from "./torchContract";

export function testEngineContract(create: (model: Model, seed: number) => Promise<Engine>): void {
  testTorchContract(create);
  testStateContract(create);

  test.each([everyOpModel(), mobileModel()])(
    "$name: gradients equal finite differences of the loss, and no tensor is left behind",
    async (model) => {
      const before = tf.memory().numTensors;
      const engine = await create(model, 1);
      engine.setBatch(randomBatch(6));
      engine.backward(loss, 3);
      const gradients = await engine.readGradients();
      const state = await engine.readState();
      const between = tf.memory().numTensors;
      const names = parametersOf(model).map(({ name }) => name);
      // A GPU in software takes seconds for each parameter: there all move at once.
      const isSlow = model.name === "mobile" && engine.tier.startsWith("web");
      for (const group of isSlow ? [names] : names.map((name) => [name])) {
        // The direction of the gradient itself: a wrong number anywhere in it changes the slope.
        const length = Math.hypot(...group.map((name) => norm(gradients[name]!)));
        const lossAt = async (distance: number) => {
          const parameters = { ...state.parameters };
          for (const name of group) {
            const gradient = gradients[name]!;
            parameters[name] = parameters[name]!.map(
              (it, i) => it + (distance * gradient[i]!) / length,
            );
          }
          engine.writeState({ ...state, parameters });
          engine.zeroLoss();
          engine.backward(loss, 3);
          return engine.readLossSum();
        };
        const step = 1e-2;
        const slope = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
        // A bias before BatchNorm has no effect, and so no gradient.
        expect(Math.abs(slope - length), group.join()).toBeLessThan(0.02 * length + 2e-3);
      }
      engine.forward().dispose();
      expect(tf.memory().numTensors, "tensors").toBe(between);
      engine.dispose();
      expect(tf.memory().numTensors, "tensors").toBe(before);
    },
  );

  test.each([everyOpModel(), mobileModel()])(
    "$name: a seed decides the first weights, and a key the masks",
    async (model) => {
      const engine = await create(model, 5);
      const { parameters } = await engine.readState();
      for (const parameter of parametersOf(model))
        expect(parameters[parameter.name], parameter.name).toEqual(initialize(parameter, 5));
      const lossAt = async (key: number) => {
        engine.zeroLoss();
        engine.setBatch(randomBatch(6));
        engine.backward(loss, key);
        return engine.readLossSum();
      };
      const first = await lossAt(3);
      expect(await lossAt(4)).not.toBe(first);
      expect(await lossAt(3)).toBe(first);
      engine.dispose();
    },
  );

  test("a state that does not fit is refused, and changes nothing", async () => {
    const engine = await create(everyOpModel(), 1);
    const before = await engine.readState();
    const wrong = {
      ...before,
      parameters: { ...before.parameters, "fc.bias": new Float32Array(2) },
    };
    expect(() => engine.writeState(wrong)).toThrow("fc.bias has 2 numbers instead of 3");
    const broken = { ...before.parameters, "fc.bias": Float32Array.of(0, NaN, 0) };
    expect(() => engine.writeState({ ...before, parameters: broken })).toThrow("NaN");
    expect(await engine.readState()).toEqual(before);
    engine.dispose();
  });

  test("logits do not depend on which images are evaluated together", async () => {
    const engine = await create(everyOpModel(), 1);
    const batch = randomBatch(7);
    const logitsOf = async (start: number, end: number) => {
      const indices = batch.indices.subarray(start, end);
      engine.setBatch({ ...batch, indices, transforms: batch.transforms.slice(start, end) });
      const logits = engine.forward();
      const values = await logits.data<"float32">();
      logits.dispose();
      return [...values];
    };
    const whole = await logitsOf(0, 7);
    const parts = [...(await logitsOf(0, 1)), ...(await logitsOf(1, 5)), ...(await logitsOf(5, 7))];
    whole.forEach((value, i) => expect(Math.abs(parts[i]! - value)).toBeLessThan(1e-5));
    engine.dispose();
  });

  test("a gradient of micro-batches is that of the whole batch, without BatchNorm and dropout", async () => {
    const model = everyOpModel();
    const plain = model.layers
      .filter(({ op }) => op !== "batchNorm" && op !== "dropout")
      .map((layer) => ({
        ...layer,
        inputs: layer.inputs.map((input) =>
          input
            .replace("block.bn", "block.conv")
            .replace("shortcut.1", "shortcut.0")
            .replace("dropout", "avgpool"),
        ),
      }));
    const [whole, parts] = await Promise.all(
      [1, 2].map(() => create({ ...model, layers: plain }, 1)),
    );
    const batch = randomBatch(7);
    if (batch.targets.kind !== "labels") throw new Error("A random batch has labels.");
    const { labels } = batch.targets;
    whole!.setBatch(batch);
    whole!.backward(loss, 0);
    for (const [start, end] of [
      [0, 3],
      [3, 6],
      [6, 7],
    ]) {
      parts!.setBatch({
        ...batch,
        indices: batch.indices.subarray(start, end),
        transforms: batch.transforms.slice(start, end),
        targets: { kind: "labels", labels: labels.subarray(start, end) },
      });
      parts!.backward(loss, 0);
    }
    expectClose(await parts!.readGradients(), await whole!.readGradients(), 1e-4);
    for (const engine of [whole!, parts!]) engine.dispose();
  });
}
