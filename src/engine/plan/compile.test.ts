import fc from "fast-check";
import { expect, test } from "vitest";
import { buildPart } from "../../lib/part";
import { differentiatedLayers, nothingFrozen, type FrozenLayers } from "../../nn/frozen";
import { buffersOf, parametersOf, type Model } from "../../nn/model";
import type { Layer } from "../../nn/ops";
import { models as modelParts } from "../../parts/models";
import { opModels } from "../opModels";
import { CLASS_COUNT, everyOpModel } from "../testModel";
import { compileProgram } from "./compile";
import { groupLayers } from "./fuse";
import { lifetimesOf, tensorsOf } from "./lifetimes";
import type { Program, Step } from "./program";
import { flatLayout } from "./slices";

function compiled(model: Model, isTraining: boolean, frozen?: FrozenLayers): Program {
  const layouts = {
    parameters: flatLayout(parametersOf(model)),
    buffers: flatLayout(buffersOf(model)),
  };
  return compileProgram(model, layouts, 2, isTraining, frozen);
}

/** Chains of convolutions, BatchNorms, activations, pools and sums with any earlier output of 4 channels. */
const models: fc.Arbitrary<Model> = fc
  .array(
    fc.record({
      op: fc.constantFrom("conv2d", "depthwise", "batchNorm", "activation", "add"),
      /** Which earlier outputs are read, counted from the last. */
      back: fc.nat(3),
      other: fc.nat(5),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((choices) => {
    const layers: Layer[] = [conv("first", "input", 3, 1)];
    choices.forEach(({ op, back, other }, i) => {
      const name = `layer${i}`;
      const at = (steps: number) => layers[Math.max(0, layers.length - 1 - steps)]!.name;
      const inputs = [at(back)];
      switch (op) {
        case "conv2d":
          layers.push(conv(name, at(back), 4, 1));
          break;
        case "depthwise":
          layers.push(conv(name, at(back), 4, 4));
          break;
        case "batchNorm":
          layers.push({ op, name, inputs, channels: 4, epsilon: 1e-5, momentum: 0.1 });
          break;
        case "activation":
          layers.push({ op, name, inputs, kind: "relu" });
          break;
        case "add":
          layers.push({ op, name, inputs: [at(back), at(other)] });
          break;
      }
    });
    return withClassifier(layers);
  });

function conv(name: string, input: string, inChannels: number, groups: number): Layer {
  return {
    op: "conv2d",
    name,
    inputs: [input],
    inChannels,
    outChannels: 4,
    kernelPx: 3,
    stridePx: 1,
    paddingPx: 1,
    groups,
    hasBias: false,
    initializer: { kind: "kaimingNormalFanOut" },
  };
}

function withClassifier(layers: Layer[]): Model {
  const plain = { kind: "uniform", bound: 1 } as const;
  return {
    name: "random",
    imageSizePx: 4,
    channels: 3,
    classCount: CLASS_COUNT,
    layers: [
      ...layers,
      { op: "globalAveragePool", name: "pool", inputs: [layers.at(-1)!.name] },
      {
        op: "linear",
        name: "fc",
        inputs: ["pool"],
        inFeatures: 4,
        outFeatures: CLASS_COUNT,
        weightInitializer: plain,
        biasInitializer: plain,
      },
    ],
  };
}

test("no two tensors that are alive together share a slot, and each fits into its own", () => {
  fc.assert(
    fc.property(
      models,
      fc.boolean(),
      fc.infiniteStream(fc.boolean()),
      (model, isTraining, coins) => {
        const program = compiled(model, isTraining, someLayers(model, coins));
        const lives = lifetimesOf(program.tensors, program.forward, program.backward, {
          uploaded: [program.images, ...program.dropouts.map(({ mask }) => mask)],
          logits: program.logits,
          logitsGradient: program.logitsGradient,
        });
        program.tensors.forEach((a, i) => {
          expect(a.size).toBeLessThanOrEqual(program.slots[a.slot]!);
          program.tensors.slice(i + 1).forEach((b, k) => {
            if (a.slot !== b.slot) return;
            const [left, right] = [lives[i]!, lives[i + 1 + k]!];
            expect(left.last < right.first || right.last < left.first).toBe(true);
          });
        });
      },
    ),
  );
});

test("every tensor is written before it is read, and added to only where it was written", () => {
  fc.assert(
    fc.property(
      models,
      fc.boolean(),
      fc.infiniteStream(fc.boolean()),
      (model, isTraining, coins) => {
        const program = compiled(model, isTraining, someLayers(model, coins));
        const written = new Set([program.images, ...program.dropouts.map(({ mask }) => mask)]);
        for (const step of program.forward) checkStep(step, written);
        expect(written).toContain(program.logits);
        if (program.logitsGradient !== null) written.add(program.logitsGradient);
        for (const step of program.backward) checkStep(step, written);
      },
    ),
  );
});

/** Layers to freeze, by the toss of a coin; never the last. */
function someLayers(model: Model, coins: Iterator<boolean>): FrozenLayers {
  const layers = model.layers.slice(0, -1).filter(() => coins.next().value === true);
  return new Set(layers.map(({ name }) => name));
}

/** Tensors that a step writes, by whether it adds to them. */
function outputsOf(step: Step): { id: number; accumulate: boolean }[] {
  switch (step.op) {
    case "batchNormTrain":
      return [step.y, step.statistics].map((id) => ({ id, accumulate: false }));
    case "maxPool":
      return [step.y, step.places]
        .filter((id) => id !== null)
        .map((id) => ({ id, accumulate: false }));
    case "conv2dFilterGradient":
    case "depthwiseFilterGradient":
    case "groupedConv2dFilterGradient":
    case "layerScaleGammaGradient":
    case "linearFilterGradient":
      return [];
    case "addActivationGradient":
      return step.targets;
    case "layerNormGradient":
      return step.dx === null ? [] : [{ id: step.dx, accumulate: step.accumulate }];
    case "batchNormGradient":
    case "batchNormEvalGradient":
      return [
        ...(step.residualGradient ? [step.residualGradient] : []),
        { id: step.dx, accumulate: step.accumulate },
      ];
    default:
      return "dx" in step
        ? [{ id: step.dx, accumulate: step.accumulate }]
        : [{ id: step.y, accumulate: "accumulate" in step && step.accumulate }];
  }
}

function checkStep(step: Step, written: Set<number>): void {
  const outputs = outputsOf(step);
  const outputIds = outputs.map(({ id }) => id);
  for (const id of tensorsOf(step))
    if (!outputIds.includes(id)) expect(written, `${step.op} reads ${id}`).toContain(id);
  for (const { id, accumulate } of outputs) {
    expect(written.has(id), `${step.op} writes ${id}`).toBe(accumulate);
    written.add(id);
  }
}

test("the gradient of the images is never computed", () => {
  for (const model of [everyOpModel(), ...Object.values(opModels())]) {
    const { backward, tensors } = compiled(model, true);
    const written = backward.flatMap((step) => outputsOf(step)).map(({ id }) => tensors[id]!.label);
    expect(written).not.toContain("d input");
  }
});

test("BatchNorm takes the sum and the activation behind it; in eval mode the convolution takes all", () => {
  const model = everyOpModel();
  const withGradient = differentiatedLayers(model, nothingFrozen);
  const [train, evaluation] = [withGradient, new Set<string>()].map((layers) =>
    groupLayers(model, layers).map(({ kind, output }) => `${kind} ${output}`),
  );
  expect(train).toEqual([
    "conv stem",
    "plain pool",
    "conv block.conv",
    "norm block.relu",
    "conv shortcut.0",
    "norm sum",
    "plain avgpool",
    "plain dropout",
    "plain fc",
  ]);
  expect(evaluation).toEqual([
    "conv stem",
    "plain pool",
    "folded block.relu",
    "folded sum",
    "plain avgpool",
    "plain dropout",
    "plain fc",
  ]);
});

test("groups that do not divide the channels are refused", () => {
  const model = withClassifier([conv("first", "input", 3, 1), conv("odd", "first", 4, 3)]);
  expect(() => compiled(model, true)).toThrow('Layer "odd" has 3 groups');
});

test("what is frozen up to a layer is folded, not differentiated, and not kept", () => {
  const model = buildPart(modelParts, { name: "resnet18", stem: "small" } as never, {
    classCount: 3,
    imageSizePx: 16,
  });
  const frozen = new Set(model.layers.slice(0, -1).map(({ name }) => name));
  const [all, head] = [compiled(model, true), compiled(model, true, frozen)];
  expect(head.backward.map(({ op }) => op)).toEqual(["linearFilterGradient"]);
  expect(new Set(head.forward.map(({ op }) => op))).toEqual(
    new Set(["conv2dFolded", "globalAveragePool", "linear"]),
  );
  const floats = ({ slots }: Program) => slots.reduce((sum, size) => sum + size, 0);
  expect(floats(head)).toBe(floats(compiled(model, false)));
  expect(floats(all)).toBeGreaterThan(5 * floats(head));
});
