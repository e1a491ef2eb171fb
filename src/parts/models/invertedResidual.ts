/**
 * The block of MobileNets and EfficientNets: 1×1 expansion, depthwise convolution, squeeze and
 * excitation, 1×1 projection, and a shortcut where the shape stays. https://arxiv.org/abs/1801.04381
 */
import type { Initializer } from "../../nn/initialize";
import type { Layer } from "../../nn/ops";
import type { BatchNorm } from "../../nn/ops/batchNorm";
import type { Conv2d } from "../../nn/ops/conv2d";
import type { ActivationKind } from "../../nn/ops/plain";
import { convolution, normalization, zeros } from "./blocks";
import type { BlockNames, ConvNames, SqueezeNames } from "./blockNames";

/** What a family does alike in all its blocks. */
export interface Family {
  normalization: Pick<BatchNorm, "epsilon" | "momentum">;
  /** Of a convolution's weights. */
  initializer(shape: Pick<Conv2d, "outChannels" | "kernelPx" | "groups">): Initializer;
  squeeze: { activation: ActivationKind; gate: ActivationKind };
}

export interface InvertedResidual {
  inChannels: number;
  /** Of the depthwise convolution; as many as come in where nothing is expanded. */
  expandedChannels: number;
  outChannels: number;
  kernelPx: number;
  stridePx: number;
  /** Between the two layers of squeeze and excitation; null without it. */
  squeezeChannels: number | null;
  activation: ActivationKind;
  /** The share of images for which the block is its shortcut. */
  stochasticDepth: number;
}

type Shape = Pick<Conv2d, "inChannels" | "outChannels" | "kernelPx"> &
  Partial<Pick<Conv2d, "stridePx" | "groups">>;

/** A convolution without bias, BatchNorm, and an activation; null for none. */
export function convNormAct(
  { conv, norm }: ConvNames,
  input: string,
  shape: Shape,
  activation: ActivationKind | null,
  family: Family,
): Layer[] {
  const initializer = family.initializer({ groups: 1, ...shape });
  const layers: Layer[] = [
    convolution(conv, input, { ...shape, initializer }),
    normalization(norm, conv, shape.outChannels, family.normalization),
  ];
  if (activation)
    layers.push({ op: "activation", kind: activation, name: `${norm}.act`, inputs: [norm] });
  return layers;
}

export function invertedResidual(
  names: BlockNames,
  input: string,
  block: InvertedResidual,
  family: Family,
): Layer[] {
  const { inChannels, expandedChannels, outChannels, kernelPx, stridePx, activation } = block;
  const layers: Layer[] = [];
  const last = () => layers.at(-1)?.name ?? input;
  if (expandedChannels !== inChannels) {
    const shape = { inChannels, outChannels: expandedChannels, kernelPx: 1 };
    layers.push(...convNormAct(names.expand, last(), shape, activation, family));
  }
  const channels = { inChannels: expandedChannels, outChannels: expandedChannels };
  const depthwise = { ...channels, groups: expandedChannels, kernelPx, stridePx };
  layers.push(...convNormAct(names.depthwise, last(), depthwise, activation, family));
  if (names.squeeze && block.squeezeChannels !== null) {
    const squeezed = [expandedChannels, block.squeezeChannels] as const;
    layers.push(...squeezeExcitation(names.squeeze, last(), ...squeezed, family));
  }
  const project = { inChannels: expandedChannels, outChannels, kernelPx: 1 };
  layers.push(...convNormAct(names.project, last(), project, null, family));
  if (stridePx !== 1 || inChannels !== outChannels) return layers;
  if (block.stochasticDepth > 0)
    layers.push({
      op: "stochasticDepth",
      name: `${names.block}.drop`,
      inputs: [last()],
      probability: block.stochasticDepth,
    });
  layers.push({ op: "add", name: `${names.block}.add`, inputs: [last(), input] });
  return layers;
}

/** Each channel by a gate that all the channels' means decide. https://arxiv.org/abs/1709.01507 */
function squeezeExcitation(
  { name, reduce, expand }: SqueezeNames,
  input: string,
  channels: number,
  squeezeChannels: number,
  { initializer, squeeze }: Family,
): Layer[] {
  const pointwise = (from: number, to: number) => ({
    inChannels: from,
    outChannels: to,
    kernelPx: 1,
    hasBias: true,
    initializer: initializer({ outChannels: to, kernelPx: 1, groups: 1 }),
    biasInitializer: zeros,
  });
  const act = `${reduce}.act`;
  const gate = `${expand}.act`;
  return [
    {
      op: "globalAveragePool",
      name: `${name}.avgpool`,
      inputs: [input],
      keepsDimensions: true,
    },
    convolution(reduce, `${name}.avgpool`, pointwise(channels, squeezeChannels)),
    { op: "activation", kind: squeeze.activation, name: act, inputs: [reduce] },
    convolution(expand, act, pointwise(squeezeChannels, channels)),
    { op: "activation", kind: squeeze.gate, name: gate, inputs: [expand] },
    { op: "scale", name: `${name}.scale`, inputs: [input, gate] },
  ];
}
