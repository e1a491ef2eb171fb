/** MobileNetV2's block: expand, convolve each channel, project, and add where the shape stays. */
import type { Layer } from "../../src/nn/ops";
import { normalization } from "../../src/parts/models/blocks";

interface ConvNorm {
  from: number;
  to: number;
  kernelPx: number;
  stridePx?: number;
  groups?: number;
  isLinear?: boolean;
}

/** Convolution, BatchNorm and, unless linear, ReLU6. */
export function convNorm(name: string, input: string, shape: ConvNorm): Layer[] {
  const { from, to, kernelPx, stridePx = 1, groups = 1, isLinear = false } = shape;
  const layers: Layer[] = [
    {
      op: "conv2d",
      name: `${name}.conv`,
      inputs: [input],
      inChannels: from,
      outChannels: to,
      kernelPx,
      stridePx,
      paddingPx: (kernelPx - 1) / 2,
      groups,
      hasBias: false,
      initializer: { kind: "kaimingNormalFanOut" },
    },
    normalization(`${name}.norm`, `${name}.conv`, to),
  ];
  if (!isLinear)
    layers.push({
      op: "activation",
      kind: "relu6",
      name: `${name}.act`,
      inputs: [`${name}.norm`],
    });
  return layers;
}

/**
 * Appends blocks of `[expansion, output channels, stride]`; returns the last one's channels. Unlike the
 * paper's, a block that expands by 1 has its 1×1 convolution too.
 */
export function invertedResiduals(
  layers: Layer[],
  inChannels: number,
  blocks: readonly (readonly [expansion: number, to: number, stridePx: number])[],
): number {
  let from = inChannels;
  blocks.forEach(([expansion, to, stridePx], i) => {
    const input = layers.at(-1)!.name;
    const name = `blocks.${i}`;
    const wide = from * expansion;
    layers.push(...convNorm(`${name}.expand`, input, { from, to: wide, kernelPx: 1 }));
    const depthwise = { from: wide, to: wide, kernelPx: 3, stridePx, groups: wide };
    layers.push(...convNorm(`${name}.depthwise`, layers.at(-1)!.name, depthwise));
    const project = { from: wide, to, kernelPx: 1, isLinear: true };
    layers.push(...convNorm(`${name}.project`, layers.at(-1)!.name, project));
    if (stridePx === 1 && from === to)
      layers.push({ op: "add", name: `${name}.add`, inputs: [layers.at(-1)!.name, input] });
    from = to;
  });
  return from;
}
