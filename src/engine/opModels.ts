/** For tests: a small model around each op, in sizes that fit no vector and no tile. */
import type { Model } from "../nn/model";
import type { Layer, LayerOf } from "../nn/ops";
import { normalization } from "../parts/models/blocks";
import { around, conv, type Part } from "./aroundOp";
import { layerOpModels } from "./layerOpModels";

export function opModels(): Record<string, Model> {
  const models = layerOpModels();
  const add = (label: string, channels: number, outChannels: number, part: Part, sizePx = 9) =>
    (models[label] = around(part, channels, outChannels, sizePx));

  for (const [kernelPx, from, to, stridePx, paddingPx] of [
    [3, 3, 8, 1, 1],
    [3, 1, 1, 1, 1],
    [3, 5, 7, 1, 1],
    [3, 8, 12, 2, 1],
    [3, 12, 5, 2, 0],
    [3, 16, 16, 1, 1],
    [3, 20, 33, 1, 1],
    [3, 17, 24, 1, 0],
    [3, 16, 18, 1, 2],
    [1, 7, 3, 1, 0],
    [1, 16, 24, 1, 0],
    [1, 8, 16, 2, 0],
    [2, 4, 6, 2, 0],
    [5, 3, 9, 2, 2],
    [7, 4, 8, 2, 3],
    [4, 6, 8, 3, 1],
    [4, 3, 8, 4, 0],
  ] as const)
    add(
      `convolution ${kernelPx}×${kernelPx}, ${from} → ${to}, stride ${stridePx}, padding ${paddingPx}`,
      from,
      to,
      (input) => [conv("op", input, { from, to, kernelPx, stridePx, paddingPx, hasBias: true })],
    );
  for (const [kernelPx, channels, stridePx, paddingPx] of [
    [3, 3, 1, 1],
    [3, 8, 1, 1],
    [3, 7, 2, 1],
    [3, 12, 2, 0],
    [5, 5, 1, 2],
    [5, 8, 2, 2],
    [7, 1, 3, 3],
  ] as const) {
    const depthwise = { from: channels, to: channels, kernelPx, stridePx, paddingPx };
    add(
      `depthwise ${kernelPx}×${kernelPx}, ${channels} channels, stride ${stridePx}`,
      channels,
      channels,
      (input) => [conv("op", input, { ...depthwise, groups: channels, hasBias: stridePx === 1 })],
    );
    add(`depthwise ${kernelPx}×${kernelPx}, ${channels}, folded`, channels, channels, (input) => [
      conv("op", input, { ...depthwise, groups: channels, hasBias: stridePx === 1 }),
      normalization("bn", "op", channels),
      { op: "activation", kind: "relu6", name: "act", inputs: ["bn"] },
    ]);
  }
  for (const channels of [1, 3, 8, 13, 33]) {
    add(`BatchNorm of ${channels} after a convolution`, channels, channels, (input) => [
      conv("op", input, { from: channels, to: channels, kernelPx: 1, hasBias: channels === 3 }),
      normalization("bn", "op", channels),
    ]);
    add(`a residual sum of ${channels}`, channels, channels, (input) => [
      conv("op", input, { from: channels, to: channels, kernelPx: 3, paddingPx: 1 }),
      normalization("bn", "op", channels),
      { op: "add", name: "sum", inputs: ["bn", input] },
    ]);
  }
  add("a sum of a BatchNorm with its own input", 5, 5, (input) => [
    normalization("bn", input, 5),
    { op: "add", name: "sum", inputs: ["bn", input] },
  ]);
  add("BatchNorm twice", 6, 6, (input) => [
    normalization("first", input, 6),
    normalization("second", "first", 6),
  ]);
  add("a sum of a thing with itself, used twice more", 5, 5, (input) => [
    { op: "add", name: "double", inputs: [input, input] },
    conv("left", "double", { from: 5, to: 5, kernelPx: 3, paddingPx: 1 }),
    conv("right", "double", { from: 5, to: 5, kernelPx: 1, stridePx: 1 }),
    { op: "add", name: "sum", inputs: ["left", "right"] },
  ]);
  add("two Winograd convolutions of one input", 16, 16, (input) => [
    conv("left", input, { from: 16, to: 16, kernelPx: 3, paddingPx: 1 }),
    conv("right", input, { from: 16, to: 16, kernelPx: 3, paddingPx: 1 }),
    { op: "add", name: "sum", inputs: ["left", "right"] },
  ]);
  add("two depthwise convolutions of one input", 6, 6, (input) => [
    conv("left", input, { from: 6, to: 6, groups: 6, kernelPx: 3, paddingPx: 1 }),
    conv("right", input, { from: 6, to: 6, groups: 6, kernelPx: 3, paddingPx: 1 }),
    { op: "add", name: "sum", inputs: ["left", "right"] },
  ]);
  for (const kind of ["relu", "relu6"] as const)
    add(`${kind} alone`, 5, 5, (input) => [
      { op: "activation", kind, name: "act", inputs: [input] },
    ]);
  for (const [kernelPx, stridePx, paddingPx, channels] of [
    [2, 2, 0, 3],
    [3, 2, 1, 8],
    [3, 1, 1, 5],
    [3, 3, 0, 4],
  ] as const)
    add(
      `max pool ${kernelPx}, stride ${stridePx}, ${channels} channels`,
      channels,
      channels,
      (input) => [{ op: "maxPool", name: "pool", inputs: [input], kernelPx, stridePx, paddingPx }],
    );
  return models;
}

/** Two linear layers: `features` between them, and `channels` before. */
export function wideHead(channels: number, features: number): Model {
  const model = around(() => [], channels, channels, 9);
  const [before, pool, linear] = model.layers as [Layer, Layer, LayerOf<"linear">];
  const sizes = { inFeatures: channels, outFeatures: features };
  return {
    ...model,
    layers: [
      before,
      pool,
      { ...linear, ...sizes, name: "hidden" },
      { op: "activation", kind: "silu", name: "act", inputs: ["hidden"] },
      { ...linear, inFeatures: features, inputs: ["act"] },
    ],
  };
}
