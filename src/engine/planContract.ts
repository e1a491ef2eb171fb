/** For tests: a compiled plan does what the reference engine does, for every op, mode and optimizer. Long: one contract. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { buildPart, type Option } from "../lib/part";
import type { Model } from "../nn/model";
import { models } from "../parts/models";
import { losses } from "../parts/losses";
import { optimizers } from "../parts/optimizers";
import type { Optimizer } from "../parts/optimizers/optimizer";
import { lossSumOf } from "../parts/losses/lossSumOf";
import type { Engine, Update } from "./engine";
import { enginePair, type Create, type PairSetting } from "./enginePair";
import { opModels } from "./opModels";
import { CLASS_COUNT, everyOpModel, randomBatch } from "./testModel";
import { adamW, crossEntropySum as loss, expectClose } from "./testTraining";
import { withoutLateStages } from "./withoutLateStages";

interface Setting extends PairSetting {
  /** Leaves out the models whose ops the others have too. */
  isSlow?: boolean;
}

export function testPlanContract(create: Create, { isSlow, ...setting }: Setting): void {
  const { both, switchTo, compare } = enginePair(create, setting);
  const { plan } = setting;

  test("a backward pass through, around and above frozen layers", async () => {
    const model = everyOpModel();
    const [expected, actual] = await both(model);
    const learned = model.layers
      .map(({ name }) => name)
      .filter((name) => !["pool", "block.relu", "sum", "avgpool", "dropout"].includes(name));
    const allBut = (...names: string[]) => learned.filter((name) => !names.includes(name));
    for (const frozen of [
      ["stem"],
      ["block.bn", "shortcut.1"],
      allBut("stem"),
      allBut("shortcut.1"),
      allBut("block.conv", "fc"),
      allBut("fc"),
      [],
    ]) {
      for (const engine of [expected, actual]) engine.freeze(new Set(frozen));
      await compare(model, expected, actual, 4);
    }
    for (const engine of [expected, actual]) engine.dispose();
  });

  const registry = [
    { sizePx: 20, config: { name: "smallCnn", width: 8, dropout: 0.1 } },
    { sizePx: 10, config: { name: "resnet18", stem: "small" } },
    // The late stages are those of the one above.
    { sizePx: 48, config: { name: "resnet18", stem: "large" }, isShort: true },
  ];
  test.each(isSlow ? registry.slice(0, 1) : registry)(
    "the model %o",
    async ({ sizePx, config, isShort }) => {
      const whole = buildPart(models, config, { classCount: CLASS_COUNT, imageSizePx: sizePx });
      const model = isShort ? withoutLateStages(whole) : whole;
      const [expected, actual] = await both(model);
      // Rounding flips a few of the many ReLUs, and the deepest BatchNorms see few values.
      await compare(model, expected, actual, 4, 1e-2);
      for (const engine of [expected, actual]) engine.dispose();
    },
  );

  test("gradients add up over micro-batches, and a step divides and clips them, by norm and by value", async () => {
    const model = everyOpModel();
    const [expected, actual] = await both(model);
    const results = [];
    for (const engine of [expected, actual]) {
      await switchTo(engine);
      engine.zeroGradients();
      for (const count of [5, 3]) {
        engine.setBatch(randomBatch(count));
        engine.backward(loss, count);
      }
      const gradients = await engine.readGradients();
      engine.step({
        optimizer: adamW,
        learningRate: 0.01,
        denominator: 8,
        clipNorm: 0.1,
        clipValue: 0.005,
      });
      const { parameters } = await engine.readState();
      results.push({ gradients, parameters, norm: (await engine.readGradientNorm())! });
    }
    const [a, b] = results;
    expectClose(b!.gradients, a!.gradients, 1e-4);
    expectClose(b!.parameters, a!.parameters, 1e-4);
    expect(b!.norm / a!.norm).toBeCloseTo(1, 4);
    for (const engine of [expected, actual]) engine.dispose();
  });

  test.each([
    { classCount: 3, config: { name: "crossEntropy", labelSmoothing: 0.1 } },
    { classCount: 70, config: { name: "focal", gamma: 2, labelSmoothing: 0.2 } },
    { classCount: 5, config: { name: "focal", gamma: 0.5, labelSmoothing: 0 } },
  ])("the formula of %o is what TensorFlow.js finds", async ({ classCount, config }) => {
    await tf.setBackend(plan);
    const model = linearModel(classCount);
    const classWeights = Array.from({ length: classCount }, (_, c) => 0.5 + (c % 3));
    const sum = lossSumOf(buildPart(losses, config, { classCount, classWeights }));
    const engine = await create(model, 3);
    const state = await engine.readState();
    // Probabilities around one half, and some that round to 0 and 1.
    for (const scale of [1, 300]) {
      const bias = state.parameters["fc.bias"]!.map((_, c) => (scale * (c % 4)) / 4);
      engine.writeState({ ...state, parameters: { ...state.parameters, "fc.bias": bias } });
      const results = [];
      for (const loss of [{ ...sum, formula: null }, sum]) {
        engine.zeroGradients();
        engine.zeroLoss();
        for (const count of [7, 4]) {
          engine.setBatch(randomBatch(count, model.imageSizePx, classCount));
          engine.backward(loss, 1);
        }
        const gradients = await engine.readGradients();
        results.push({ gradients, lossSum: await engine.readLossSum() });
      }
      const [expected, actual] = results;
      expectClose(actual!.gradients, expected!.gradients, 1e-5);
      expect(actual!.lossSum / expected!.lossSum).toBeCloseTo(1, 5);
    }
    engine.dispose();
  });

  test.each(optimizerCases())("optimizer %s", async (_, optimizer) => {
    const model = linearModel();
    const [expected, actual] = await both(model);
    const settings = new Map([
      ["before.bias", { rateFactor: 0.5, hasDecay: false }],
      ["fc.weight", { rateFactor: 2, hasDecay: true }],
    ]);
    for (const engine of [expected, actual]) {
      await switchTo(engine);
      for (let i = 0; i < 5; i++)
        step(engine, i, { ...sgd, optimizer, settings, learningRate: 0.01, denominator: 4 });
    }
    const [a, b] = [await expected.readState(), await actual.readState()];
    expectClose(b.parameters, a.parameters, 1e-5);
    for (const [name, { step: count, slots }] of Object.entries(a.optimizer)) {
      expect(b.optimizer[name]!.step).toBe(count);
      expect(Object.keys(b.optimizer[name]!.slots)).toEqual(Object.keys(slots));
      expectClose(b.optimizer[name]!.slots, slots, 1e-4);
    }
    for (const engine of [expected, actual]) engine.dispose();
  });

  test("over 50 steps the loss stays within a thousandth", async () => {
    const config = { name: "smallCnn", width: 8, dropout: 0 };
    const model = buildPart(models, config, { classCount: CLASS_COUNT, imageSizePx: 12 });
    const [expected, actual] = await both(model);
    const sums: number[][] = [];
    for (const engine of [expected, actual]) {
      const losses: number[] = [];
      await switchTo(engine);
      for (let i = 0; i < 50; i++) {
        engine.zeroLoss();
        step(engine, i, sgd, 16, 12);
        losses.push(await engine.readLossSum());
      }
      sums.push(losses);
    }
    sums[0]!.forEach((value, i) =>
      expect(Math.abs(sums[1]![i]! - value), `step ${i}`).toBeLessThan(1e-3 * value),
    );
    for (const engine of [expected, actual]) engine.dispose();
  });
}

const sgd: Update = {
  optimizer: optimizers.sgd.build(
    { learningRate: 0.01, momentum: 0.9, dampening: 0, nesterov: false, weightDecay: 0 },
    undefined,
  ),
  learningRate: 0.005,
  denominator: 16,
  clipNorm: null,
  clipValue: null,
};

function step(engine: Engine, i: number, update: Update, count = 4, sizePx?: number): void {
  engine.zeroGradients();
  engine.setBatch(randomBatch(count, sizePx));
  engine.backward(loss, i);
  engine.step(update);
}

/** Every optimizer of the registry as it comes, and with each of its switches turned. */
function optimizerCases(): [string, Optimizer][] {
  return Object.entries(optimizers).flatMap(([name, part]) => {
    const defaults = Object.fromEntries(
      Object.entries<Option>(part.options).map(([key, option]) => [key, option.default]),
    );
    const others = Object.entries(defaults).flatMap(([key, value]): [string, object][] => {
      if (typeof value === "boolean") return [[`${name}, ${key}`, { ...defaults, [key]: !value }]];
      if (key === "momentum")
        return [[`${name}, other momentum`, { ...defaults, [key]: value === 0 ? 0.5 : 0 }]];
      if (key === "weightDecay") return [[`${name}, decay`, { ...defaults, [key]: 0.1 }]];
      return [];
    });
    return [[name, defaults] as [string, object], ...others].map(
      ([label, options]): [string, Optimizer] => [
        label,
        (part.build as (options: object, context: undefined) => Optimizer)(options, undefined),
      ],
    );
  });
}

/** Without a kink anywhere, so that rounding stays rounding. */
function linearModel(classCount = CLASS_COUNT): Model {
  const model = opModels()["convolution 3×3, 3 → 8, stride 1, padding 1"]!;
  const layers = model.layers.map((layer) =>
    layer.op === "linear" ? { ...layer, outFeatures: classCount } : layer,
  );
  return { ...model, classCount, layers };
}
