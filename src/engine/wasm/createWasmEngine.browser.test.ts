import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDevice } from "../device";
import { testEngineContract } from "../engineContract";
import { mobileModel } from "../layerOpModels";
import { testOpContract } from "../opContract";
import { testPlanContract } from "../planContract";
import { testSamplerContract } from "../samplerContract";
import { everyOpModel, randomBatch } from "../testModel";
import { adamW, crossEntropySum } from "../testTraining";
import { createEngineOn, createWasmEngine } from "./createWasmEngine";
import { Machine } from "./Machine";

describe("with TensorFlow.js on wasm", () => {
  beforeAll(async () => {
    await startDevice("wasm");
  });
  testEngineContract(createWasmEngine);
  testSamplerContract(createWasmEngine);
});

describe("beside the reference engine on cpu", () => {
  beforeAll(async () => {
    await startDevice("cpu");
  });
  // Every browser has one of the builds, and the tests' browser both.
  describe.each([true, false])("with relaxed SIMD: %s", (isRelaxed) => {
    let machine: Machine;
    beforeAll(async () => {
      machine = await Machine.start(2, isRelaxed);
    });
    afterAll(() => machine.dispose());
    testOpContract((model, seed) => Promise.resolve(createEngineOn(machine, model, seed)), {
      reference: "cpu",
      plan: "cpu",
    });
  });
  testPlanContract(createWasmEngine, { reference: "cpu", plan: "cpu" });
});

describe("threads and memory", () => {
  const machines: Machine[] = [];
  beforeAll(async () => {
    await startDevice("cpu");
    for (const threads of [1, 2, 3]) machines.push(await Machine.start(threads));
  });
  afterAll(() => {
    for (const machine of machines) machine.dispose();
  });

  test.each([everyOpModel(), mobileModel()])(
    "$name: the number of threads changes no bit",
    async (model) => {
      const states = [];
      for (const machine of machines) {
        const engine = createEngineOn(machine, model, 1);
        for (let i = 0; i < 3; i++) step(engine, i);
        const logits = engine.forward();
        states.push({ ...(await engine.readState()), logits: await logits.data() });
        logits.dispose();
        engine.dispose();
      }
      expect(states[1]).toEqual(states[0]);
      expect(states[2]).toEqual(states[0]);
    },
  );

  test.each([everyOpModel(), mobileModel()])(
    "$name: gradients that are written anew are those that are added to zeros",
    async (model) => {
      const engine = createEngineOn(machines[1]!, model, 1);
      const gradients = async () =>
        // −0 and 0 are the same here.
        Object.values(await engine.readGradients()).map((values) => values.map((it) => it + 0));
      engine.setBatch(randomBatch(5));
      engine.backward(crossEntropySum, 1);
      const added = await gradients();
      engine.backward(crossEntropySum, 1);
      engine.zeroGradients();
      engine.backward(crossEntropySum, 1);
      expect(await gradients()).toEqual(added);
      engine.zeroGradients();
      expect((await gradients()).every((values) => values.every((it) => it === 0))).toBe(true);
      engine.dispose();
    },
  );

  test("at probability 1 dropout leaves nothing", async () => {
    const model = everyOpModel();
    const layers = model.layers.map((layer) =>
      layer.op === "dropout" ? { ...layer, probability: 1 } : layer,
    );
    const engine = createEngineOn(machines[1]!, { ...model, layers }, 1);
    step(engine, 1);
    const gradients = await engine.readGradients();
    expect(gradients["fc.weight"]!.every((it) => it === 0)).toBe(true);
    expect(gradients["fc.bias"]!.every((it) => it !== 0)).toBe(true);
    engine.dispose();
  });

  test("steps take no more memory, and an engine gives back all of its own", () => {
    const [machine] = machines;
    const before = machine!.heap.usedBytes;
    const tensors = tf.memory().numTensors;
    const engine = createEngineOn(machine!, everyOpModel(), 1);
    for (let i = 0; i < 2; i++) step(engine, i);
    engine.forward().dispose();
    const between = machine!.heap.usedBytes;
    for (let i = 0; i < 5; i++) step(engine, i);
    engine.forward().dispose();
    expect(machine!.heap.usedBytes).toBe(between);
    engine.dispose();
    expect(machine!.heap.usedBytes).toBe(before);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test("a model that fits no memory says so", () => {
    const model = { ...everyOpModel(), imageSizePx: 9 };
    const engine = createEngineOn(machines[0]!, model, 1);
    expect(() => machines[0]!.heap.allocate(5e9)).toThrow("more memory than the browser gives");
    engine.dispose();
  });
});

function step(engine: ReturnType<typeof createEngineOn>, i: number): void {
  engine.zeroGradients();
  engine.setBatch(randomBatch(5));
  engine.backward(crossEntropySum, i);
  engine.step({
    optimizer: adamW,
    learningRate: 0.01,
    denominator: 5,
    clipNorm: 1,
    clipValue: null,
  });
}
