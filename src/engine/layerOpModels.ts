/** For tests: the ops of mobile networks and of ConvNeXt, in sizes that fit no vector and no tile. */
import type { Model } from "../nn/model";
import type { Layer } from "../nn/ops";
import { normalization } from "../parts/models/blocks";
import { around, conv, type Part } from "./aroundOp";

export function layerOpModels(): Record<string, Model> {
  const models: Record<string, Model> = {};
  const add = (label: string, channels: number, outChannels: number, part: Part) =>
    (models[label] = around(part, channels, outChannels, 9));
  const same = (label: string, channels: number, part: Part) =>
    add(label, channels, channels, part);

  for (const [kernelPx, from, to, groups, stridePx, paddingPx] of [
    [3, 4, 6, 2, 1, 1],
    [3, 8, 16, 2, 2, 1],
    [5, 6, 12, 6, 1, 2],
    [1, 12, 9, 3, 1, 0],
    [4, 16, 8, 2, 4, 1],
    [7, 6, 6, 2, 1, 3],
  ] as const) {
    const shape = { from, to, kernelPx, groups, stridePx, paddingPx, hasBias: stridePx === 1 };
    add(
      `${groups} groups ${kernelPx}×${kernelPx}, ${from} → ${to}, stride ${stridePx}`,
      from,
      to,
      (input) => [conv("op", input, shape)],
    );
  }
  same("BatchNorm after groups", 6, (input) => [
    conv("op", input, { from: 6, to: 6, kernelPx: 3, paddingPx: 1, groups: 3 }),
    normalization("bn", "op", 6),
    { op: "activation", kind: "relu6", name: "act", inputs: ["bn"] },
  ]);
  for (const kind of ["sigmoid", "hardSigmoid", "silu", "hardSwish", "gelu"] as const)
    same(`${kind} behind BatchNorm and a sum`, 5, (input) => [
      normalization("bn", input, 5),
      { op: "activation", kind, name: "act", inputs: ["bn"] },
      { op: "add", name: "sum", inputs: ["act", input] },
      { op: "activation", kind, name: "last", inputs: ["sum"] },
    ]);
  for (const channels of [5, 8])
    same(`squeeze and excitation of ${channels}`, channels, excitation);
  for (const channels of [3, 8, 37])
    same(`LayerNorm of ${channels}`, channels, (input) => [
      { op: "layerNorm", name: "norm", inputs: [input], channels, epsilon: 1e-6 },
      { op: "add", name: "sum", inputs: ["norm", input] },
    ]);
  for (const channels of [6, 8]) same(`a ConvNeXt block of ${channels}`, channels, convNeXtBlock);
  same("an input's gradient in several parts", 8, (input) => [
    { op: "averagePool", name: "left", inputs: [input], kernelPx: 3, stridePx: 1, paddingPx: 1 },
    { op: "layerScale", name: "right", inputs: [input], channels: 8, initial: 0.7 },
    { op: "stochasticDepth", name: "drop", inputs: [input], probability: 0.4 },
    conv("groups", input, { from: 8, to: 8, kernelPx: 3, paddingPx: 1, groups: 2 }),
    { op: "add", name: "sum1", inputs: ["left", "right"] },
    { op: "add", name: "sum2", inputs: ["drop", "groups"] },
    { op: "add", name: "sum", inputs: ["sum1", "sum2"] },
  ]);
  for (const [kernelPx, stridePx, paddingPx, channels] of [
    [2, 2, 0, 3],
    [3, 2, 1, 8],
    [3, 1, 1, 5],
  ] as const)
    same(
      `average pool ${kernelPx}, stride ${stridePx}, ${channels} channels`,
      channels,
      (input) => [
        { op: "averagePool", name: "pool", inputs: [input], kernelPx, stridePx, paddingPx },
      ],
    );
  return models;
}

function excitation(input: string, channels: number): Layer[] {
  const pointwise = { kernelPx: 1, hasBias: true };
  return [
    { op: "globalAveragePool", name: "se.pool", inputs: [input], keepsDimensions: true },
    conv("se.fc1", "se.pool", { from: channels, to: 3, ...pointwise }),
    { op: "activation", kind: "silu", name: "se.act", inputs: ["se.fc1"] },
    conv("se.fc2", "se.act", { from: 3, to: channels, ...pointwise }),
    { op: "activation", kind: "sigmoid", name: "se.gate", inputs: ["se.fc2"] },
    { op: "scale", name: "se", inputs: [input, "se.gate"] },
  ];
}

function convNeXtBlock(input: string, channels: number): Layer[] {
  const depthwise = { from: channels, to: channels, groups: channels, kernelPx: 7, paddingPx: 3 };
  const linear = (name: string, from: string, inFeatures: number, outFeatures: number): Layer => ({
    op: "linear",
    name,
    inputs: [from],
    inFeatures,
    outFeatures,
    weightInitializer: { kind: "normal", standardDeviation: 0.3 },
    biasInitializer: { kind: "uniform", bound: 0.3 },
  });
  return [
    conv("dw", input, { ...depthwise, hasBias: true }),
    { op: "layerNorm", name: "norm", inputs: ["dw"], channels, epsilon: 1e-6 },
    linear("fc1", "norm", channels, 4 * channels),
    { op: "activation", kind: "gelu", name: "act", inputs: ["fc1"] },
    linear("fc2", "act", 4 * channels, channels),
    { op: "layerScale", name: "block", inputs: ["fc2"], channels, initial: 0.5 },
    { op: "stochasticDepth", name: "drop", inputs: ["block"], probability: 0.3 },
    { op: "add", name: "sum", inputs: ["drop", input] },
  ];
}

/** Every op that `everyOpModel` lacks, without a kink, up to a head of features. */
export function mobileModel(): Model {
  const model = around(
    (input, channels) => [
      conv("groups", input, { from: channels, to: channels, groups: 2, kernelPx: 3, paddingPx: 1 }),
      normalization("bn", "groups", channels),
      { op: "activation", kind: "silu", name: "bn.act", inputs: ["bn"] },
      ...excitation("bn.act", channels),
      { op: "averagePool", name: "half", inputs: ["se"], kernelPx: 3, stridePx: 2, paddingPx: 1 },
      ...convNeXtBlock("half", channels),
      { op: "globalAveragePool", name: "pool", inputs: ["sum"], keepsDimensions: true },
      conv("head", "pool", { from: channels, to: channels, kernelPx: 1, hasBias: true }),
      { op: "activation", kind: "gelu", name: "head.act", inputs: ["head"] },
      { op: "flatten", name: "flat", inputs: ["head.act"] },
      { op: "layerNorm", name: "flat.norm", inputs: ["flat"], channels, epsilon: 1e-6 },
    ],
    6,
    6,
    9,
  );
  // The features are flat already.
  const layers = model.layers.filter(({ name }) => name !== "avgpool");
  return {
    ...model,
    name: "mobile",
    layers: [...layers.slice(0, -1), { ...layers.at(-1)!, inputs: ["flat.norm"] }],
  };
}
