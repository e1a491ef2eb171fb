/** Keras's convolutions as ours. */
import { z } from "zod";
import { toTorchLayout } from "../../../../nn/kernelLayout";
import { zeros } from "../../../models/blocks";
import { emitActivation } from "./activations";
import type { KerasNode } from "./kerasGraph";
import { enlarged, evenlyPadded, samePadding, sideOf, type Padding } from "./padding";
import { configOf } from "./settings";
import type { Translation } from "./translation";

const px = z.int().min(1).max(128);
const square = z
  .union([px.transform((value) => [value, value] as const), z.tuple([px, px])])
  .refine(([height, width]) => height === width, "Only squares can be read.")
  .transform(([side]) => side);

const window = {
  kernel_size: square,
  strides: square.default(1),
  padding: z.enum(["valid", "same"]).default("valid"),
  data_format: z.literal("channels_last").nullish(),
  dilation_rate: square.pipe(z.literal(1)).nullish(),
  groups: z.literal(1).nullish(),
  use_bias: z.boolean().default(true),
  activation: z.string().nullish(),
};
const convConfig = z.looseObject({ ...window, filters: z.int().min(1).max(65_536) });
const depthwiseConfig = z.looseObject({
  ...window,
  depth_multiplier: z.literal(1, "Only a depth multiplier of 1 can be read.").default(1),
});
const separableConfig = convConfig.extend(depthwiseConfig.shape);

export function conv2d(node: KerasNode, to: Translation): void {
  const config = configOf(node, convConfig);
  const channels = channelsOf(node, to);
  const shape = [config.filters, channels, config.kernel_size, config.kernel_size];
  const [outChannels, , side] = shape as [number, number, number, number];
  const kernel = to.take(node, "kernel", [side, side, channels, outChannels]);
  const weight = toTorchLayout(kernel, shape);
  emit(node, to, config, { outChannels, groups: 1, weight, name: node.name });
  emitActivation(node, to, config.activation);
}

export function depthwiseConv2d(node: KerasNode, to: Translation): void {
  const config = configOf(node, depthwiseConfig);
  const channels = channelsOf(node, to);
  const weight = depthwiseWeight(node, to, config.kernel_size, channels);
  emit(node, to, config, { outChannels: channels, groups: channels, weight, name: node.name });
  emitActivation(node, to, config.activation);
}

export function separableConv2d(node: KerasNode, to: Translation): void {
  const config = configOf(node, separableConfig);
  const channels = channelsOf(node, to);
  const depthwise = depthwiseWeight(node, to, config.kernel_size, channels);
  const first = { outChannels: channels, groups: channels, name: `${node.name}.depthwise` };
  const input = emit(node, to, { ...config, use_bias: false }, { ...first, weight: depthwise });
  const { filters: outChannels, use_bias: hasBias } = config;
  const kernel = to.take(node, "pointwise_kernel", [1, 1, channels, outChannels]);
  const weight = toTorchLayout(kernel, [outChannels, channels, 1, 1]);
  to.emit(
    node,
    {
      ...common(hasBias),
      name: node.name,
      inputs: [input],
      inChannels: channels,
      outChannels,
      kernelPx: 1,
      stridePx: 1,
      paddingPx: 0,
      groups: 1,
    },
    { parameters: { weight, ...(hasBias && { bias: to.take(node, "bias", [outChannels]) }) } },
  );
  emitActivation(node, to, config.activation);
}

interface Kernel {
  name: string;
  outChannels: number;
  groups: number;
  /** `[out, in / groups, kernel_size, kernel_size]` */
  weight: Float32Array;
}

/** With whatever the layer before it pads. */
function emit(
  node: KerasNode,
  to: Translation,
  config: Pick<z.infer<typeof convConfig>, "kernel_size" | "strides" | "padding" | "use_bias">,
  { name, outChannels, groups, weight }: Kernel,
): string {
  const input = to.source(node);
  const side = sideOf(to.shapeOf(input), node.name);
  const { kernel_size, strides, use_bias: hasBias } = config;
  const even = evenlyPadded(
    kernel_size,
    config.padding === "same"
      ? sum(samePadding(side, kernel_size, strides), nothingBefore(node, to))
      : to.paddingBefore(node),
  );
  return to.emit(
    node,
    {
      ...common(hasBias),
      name,
      inputs: [input],
      inChannels: channelsOf(node, to),
      outChannels,
      kernelPx: even.kernelPx,
      stridePx: strides,
      paddingPx: even.paddingPx,
      groups,
    },
    {
      parameters: {
        weight: enlarged(weight, kernel_size, even.kernelPx, even.startPx),
        ...(hasBias && { bias: to.take(node, "bias", [outChannels]) }),
      },
    },
  );
}

const common = (hasBias: boolean) =>
  ({
    op: "conv2d",
    hasBias,
    initializer: { kind: "kaimingNormalFanOut" },
    biasInitializer: zeros,
  }) as const;

function depthwiseWeight(node: KerasNode, to: Translation, side: number, channels: number) {
  const kernel = to.take(node, "depthwise_kernel", [side, side, channels, 1]);
  return toTorchLayout(kernel, [channels, 1, side, side]);
}

const channelsOf = (node: KerasNode, to: Translation) => to.shapeOf(to.source(node)).at(-1)!;

const sum = (a: Padding, b: Padding): Padding => ({
  before: a.before + b.before,
  after: a.after + b.after,
});

/** "same" is worked out of what comes in, so a layer that pads can't be in front. */
function nothingBefore(node: KerasNode, to: Translation): Padding {
  const padding = to.paddingBefore(node);
  if (padding.before + padding.after > 0)
    throw new Error(`Layer "${node.name}" pads what is padded already, which can't be read.`);
  return padding;
}
