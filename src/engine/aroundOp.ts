/** For tests: a small model around a few layers. */
import type { Model } from "../nn/model";
import type { Layer } from "../nn/ops";
import { classifier } from "../parts/models/blocks";
import { CLASS_COUNT } from "./testModel";

export type Part = (input: string, channels: number) => Layer[];

interface Shape {
  from: number;
  to: number;
  kernelPx: number;
  stridePx?: number;
  paddingPx?: number;
  groups?: number;
  hasBias?: boolean;
}

export function conv(name: string, input: string, shape: Shape): Layer {
  const { from, to, kernelPx, stridePx = 1, paddingPx = 0, groups = 1, hasBias = false } = shape;
  return {
    op: "conv2d",
    name,
    inputs: [input],
    inChannels: from,
    outChannels: to,
    kernelPx,
    stridePx,
    paddingPx,
    groups,
    hasBias,
    initializer: { kind: "kaimingNormalFanOut" },
  };
}

/** A convolution before it, so that the op has an input gradient, and a classifier behind it. */
export function around(part: Part, channels: number, outChannels: number, sizePx: number): Model {
  const before = conv("before", "input", {
    from: 3,
    to: channels,
    kernelPx: 3,
    paddingPx: 1,
    hasBias: true,
  });
  const layers = [before, ...part("before", channels)];
  return {
    name: "op",
    imageSizePx: sizePx,
    channels: 3,
    classCount: CLASS_COUNT,
    layers: [...layers, ...classifier("fc", layers.at(-1)!.name, outChannels, CLASS_COUNT, 0)],
  };
}
