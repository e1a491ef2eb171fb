/** For tests: what of an engine's state a step moves, and that any step can be gone on from. */
import { expect, test } from "vitest";
import type { Model } from "../nn/model";
import type { Engine } from "./engine";
import { everyOpModel, randomBatch } from "./testModel";
import { adamW, crossEntropySum as loss, expectClose } from "./testTraining";

export function testStateContract(create: (model: Model, seed: number) => Promise<Engine>): void {
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
