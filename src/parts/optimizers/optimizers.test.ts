/** The contract of every optimizer, and PyTorch's numbers in float64. */
import { describe, expect, test } from "vitest";
import golden from "../../conformance/golden.json";
import {
  exactly,
  numberArithmetic,
  updateNumbers,
  type NumberState,
} from "../../conformance/numberArithmetic";
import { torchOptimizer } from "../../conformance/torchOptimizers";
import { buildPart, registrySchema } from "../../lib/part";
import { optimizers } from ".";
import { adamW } from "./adamW";
import { sgd } from "./sgd";

const schema = registrySchema(optimizers);
const goldenCases = golden.optimizers.filter((it) => it.init !== undefined);

test.each(goldenCases)("$id is PyTorch's in float64", ({ optimizer: name, params, ...rest }) => {
  const { optimizer, learningRate: base } = torchOptimizer(name, params);
  let parameter = rest.init;
  let state: NumberState | undefined;
  rest.grads.forEach((gradient, k) => {
    if (gradient) {
      const learningRate = rest.lr_per_step?.[k] ?? base;
      const context = { learningRate };
      const numbers = gradient;
      const next = updateNumbers(optimizer, parameter, numbers, state, context, exactly);
      ({ parameter, state } = next);
    }
    (rest.expected.params[k] as number[]).forEach((expected, i) =>
      expect(Math.abs(parameter[i]! - expected)).toBeLessThan(1e-12 + 1e-10 * Math.abs(expected)),
    );
  });
});

test("the golden cases are there", () => {
  expect(goldenCases.length).toBeGreaterThan(45);
});

describe.each(Object.keys(optimizers))("%s", (name) => {
  const config = schema.parse({ name });
  const optimizer = buildPart(optimizers, config, undefined);

  test("its defaults pass its own schema", () => {
    expect(config.learningRate).toBeGreaterThan(0);
  });

  test("a rate of 0, below 0 or NaN is refused", () => {
    for (const learningRate of [0, -1, NaN, Infinity])
      expect(schema.safeParse({ name, learningRate }).success).toBe(false);
  });

  test("it returns exactly its slots, and steps against the gradient", () => {
    let parameter = [1, -1];
    let state: NumberState | undefined;
    for (let k = 0; k < 5; k++) {
      const context = { learningRate: config.learningRate };
      const at = { parameter: 1, gradient: 1, slots: zeros(optimizer.slots) };
      const coefficients = optimizer.coefficients({ step: 1, ...context });
      const update = optimizer.update(plain, { ...at, coefficients });
      expect(Object.keys(update.slots).sort()).toEqual([...optimizer.slots].sort());
      ({ parameter, state } = updateNumbers(
        optimizer,
        parameter,
        [1, -1],
        state,
        context,
        exactly,
      ));
    }
    expect(parameter[0]).toBeLessThan(1);
    expect(parameter[1]).toBeGreaterThan(-1);
  });

  test("a gradient of 0 from the first step on moves nothing but decayed weights", () => {
    const context = { learningRate: config.learningRate };
    const { parameter } = updateNumbers(optimizer, [2], [0], undefined, context, exactly);
    const kept = name === "adamW" ? 1 - config.learningRate * 0.01 : 1;
    expect(parameter).toEqual([2 * kept]);
  });
});

test("Nesterov without momentum, or with dampening, is refused at its field", () => {
  for (const options of [{ momentum: 0 }, { dampening: 0.5 }]) {
    const result = schema.safeParse({ name: "sgd", nesterov: true, ...options });
    expect(result.error?.issues).toMatchObject([{ path: ["nesterov"] }]);
    expect(result.error?.issues[0]?.message).toContain("Nesterov needs");
  }
  expect(schema.safeParse({ name: "sgd", nesterov: true }).success).toBe(true);
});

test("a schedule's momentum replaces the optimizer's own, β₁ in the bias correction too", () => {
  const step = { step: 3, learningRate: 0.1 };
  const options = { learningRate: 0.1, momentum: 0.9, dampening: 0, nesterov: false };
  const cycled = sgd.build({ ...options, weightDecay: 0 }, undefined);
  expect(cycled.coefficients({ ...step, momentum: 0.5 }).momentum).toBe(0.5);
  expect(cycled.coefficients(step).momentum).toBe(0.9);
  const adam = adamW.build(
    {
      learningRate: 0.1,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      amsgrad: false,
      weightDecay: 0,
    },
    undefined,
  );
  const { stepSize } = adam.coefficients({ ...step, momentum: 0.5 });
  expect(stepSize).toBeCloseTo(0.1 / (1 - 0.5 ** 3), 15);
});

test("an optimizer says whether a schedule can cycle its momentum", () => {
  const hasMomentum = (config: object) =>
    buildPart(optimizers, schema.parse(config), undefined).hasMomentum;
  expect(hasMomentum({ name: "sgd" })).toBe(true);
  expect(hasMomentum({ name: "sgd", momentum: 0 })).toBe(false);
  expect(hasMomentum({ name: "rmsprop" })).toBe(false);
  expect(hasMomentum({ name: "rmsprop", momentum: 0.9 })).toBe(true);
  expect(hasMomentum({ name: "adam" })).toBe(true);
  expect(hasMomentum({ name: "adamax" })).toBe(true);
  expect(hasMomentum({ name: "rAdam" })).toBe(true);
  // It has a momentum schedule of its own.
  expect(hasMomentum({ name: "nAdam" })).toBe(false);
});

test("a centred RMSprop stays finite under a constant gradient", () => {
  const config = schema.parse({ name: "rmsprop", centered: true });
  const optimizer = buildPart(optimizers, config, undefined);
  let parameter = [1];
  let state: NumberState | undefined;
  for (let k = 0; k < 3000; k++)
    ({ parameter, state } = updateNumbers(
      optimizer,
      parameter,
      [0.1],
      state,
      { learningRate: 1e-6 },
      Math.fround,
    ));
  expect(parameter.every(Number.isFinite)).toBe(true);
});

const plain = numberArithmetic(exactly);
const zeros = (slots: readonly string[]) => Object.fromEntries(slots.map((slot) => [slot, 0]));
