/** For tests: what every engine keeps, whatever runs it. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { parametersOf, type Model } from "../nn/model";
import { adamW, crossEntropySum as loss, expectClose, norm } from "./testTraining";
import type { Engine } from "./engine";
import { mobileModel } from "./layerOpModels";
import { everyOpModel, randomBatch } from "./testModel";
import { testTorchContract } from "./torchContract";

export function testEngineContract(create: (model: Model, seed: number) => Promise<Engine>): void {
  testTorchContract(create);

  test.each([everyOpModel(), mobileModel()])(
    "$name: gradients equal finite differences of the loss",
    async (model) => {
      const engine = await create(model, 1);
      engine.setBatch(randomBatch(6));
      engine.backward(loss, 3);
      const gradients = await engine.readGradients();
      const state = await engine.readState();
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
      engine.dispose();
    },
  );

  test("training leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    const engine = await create(mobileModel(), 1);
    engine.startAverage();
    steps(engine, 2);
    const between = tf.memory().numTensors;
    steps(engine, 3);
    engine.forward().dispose();
    await engine.readState();
    expect(tf.memory().numTensors).toBe(between);
    engine.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("an average follows the weights, and is run in their place when it is asked for", async () => {
    const engine = await create(everyOpModel(), 1);
    expect(() => engine.useAverage(true)).toThrow("No average");
    engine.freeze(new Set(["stem"]));
    engine.startAverage();
    let { average } = await engine.readState();
    for (let i = 0; i < 3; i++) {
      stepAt(engine, i);
      const state = await engine.readState();
      for (const kind of ["parameters", "buffers"] as const)
        for (const [name, weights] of Object.entries(state[kind])) {
          const old = average![kind][name]!;
          const moved = weights.map((value, k) => old[k]! + 0.1 * (value - old[k]!));
          const isCopied = /^stem|tracked$/.test(name);
          const now = state.average![kind][name]!;
          if (isCopied) expect(now, name).toEqual(weights);
          else expectClose({ [name]: now }, { [name]: moved }, 1e-6, 1e-6);
        }
      average = state.average;
    }
    const state = await engine.readState();
    const logitsOf = async (one: Engine) => {
      one.setBatch(randomBatch(4));
      const logits = one.forward();
      const values = await logits.data<"float32">();
      logits.dispose();
      return values.slice();
    };
    const raw = await logitsOf(engine);
    engine.useAverage(true);
    const averaged = await logitsOf(engine);
    expect(await engine.readState()).toEqual(state);
    expect(() => stepAt(engine, 0)).toThrow("can't be trained");
    engine.useAverage(false);
    expect(await logitsOf(engine)).toEqual(raw);
    expect(await engine.readState()).toEqual(state);

    const other = await create(everyOpModel(), 2);
    other.writeState({ ...state, ...state.average!, average: null });
    // To rounding: what is frozen here, and folded, is not in the other engine.
    expectClose({ logits: await logitsOf(other) }, { logits: averaged }, 1e-5, 1e-5);
    expect(averaged).not.toEqual(raw);
    for (const one of [engine, other]) one.dispose();
  });

  test("two runs from one seed are equal bit for bit, and so is one that was saved between", async () => {
    const straight = await create(everyOpModel(), 1);
    straight.startAverage();
    steps(straight, 4);
    const first = await create(everyOpModel(), 1);
    first.startAverage();
    for (let i = 0; i < 2; i++) stepAt(first, i);
    const second = await create(everyOpModel(), 99);
    second.writeState(await first.readState());
    for (let i = 2; i < 4; i++) stepAt(second, i);
    expect(await second.readState()).toEqual(await straight.readState());
    for (const engine of [straight, first, second]) engine.dispose();
  });

  test("what is frozen stays bit for bit, without gradient or optimizer state, until it is not", async () => {
    const engine = await create(everyOpModel(), 1);
    const before = await engine.readState();
    engine.freeze(new Set(["stem", "block.conv", "block.bn"]));
    for (let i = 0; i < 3; i++) stepAt(engine, i);
    const isFrozen = (name: string) => /^(stem|block)\./.test(name);
    const frozen = await engine.readState();
    for (const kind of ["parameters", "buffers"] as const)
      for (const [name, values] of Object.entries(frozen[kind]))
        if (isFrozen(name)) expect(values, name).toEqual(before[kind][name]);
        else expect(values, name).not.toEqual(before[kind][name]);
    expect(Object.keys(frozen.optimizer).filter(isFrozen)).toEqual([]);
    expect(Object.keys(await engine.readGradients()).filter(isFrozen)).toEqual([]);

    engine.freeze(new Set());
    for (let i = 3; i < 5; i++) stepAt(engine, i);
    const { optimizer, buffers } = await engine.readState();
    // As PyTorch counts: each parameter its own updates.
    expect(optimizer["stem.weight"]!.step).toBe(2);
    expect(optimizer["fc.weight"]!.step).toBe(5);
    expect([...buffers["block.bn.num_batches_tracked"]!]).toEqual([2]);
    expect([...buffers["shortcut.1.num_batches_tracked"]!]).toEqual([5]);
    engine.dispose();
  });

  test("a run that was saved before it unfreezes goes on as if it had not been", async () => {
    const frozen = new Set(["stem", "block.conv", "block.bn"]);
    const freezeAt = (engine: Engine, i: number) => engine.freeze(i < 2 ? frozen : new Set());
    const straight = await create(everyOpModel(), 1);
    const first = await create(everyOpModel(), 1);
    const second = await create(everyOpModel(), 99);
    for (let i = 0; i < 4; i++) {
      freezeAt(straight, i);
      stepAt(straight, i);
      const engine = i < 2 ? first : second;
      freezeAt(engine, i);
      if (i === 2) engine.writeState(await first.readState());
      stepAt(engine, i);
    }
    expect(await second.readState()).toEqual(await straight.readState());
    for (const engine of [straight, first, second]) engine.dispose();
  });

  test("freezing everything is refused", async () => {
    const engine = await create(everyOpModel(), 1);
    const all = new Set(engine.model.layers.map(({ name }) => name));
    expect(() => engine.freeze(all)).toThrow("Every layer is frozen");
    engine.dispose();
  });

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

function steps(engine: Engine, count: number): void {
  for (let i = 0; i < count; i++) stepAt(engine, i);
}

function stepAt(engine: Engine, i: number): void {
  engine.zeroGradients();
  engine.setBatch(randomBatch(5));
  engine.backward(loss, i);
  engine.step({
    optimizer: adamW,
    learningRate: 0.01,
    denominator: 5,
    clipNorm: 1,
    clipValue: null,
    averageDecay: 0.9,
  });
}
