/** ConvNeXt-Atto with timm's names, shapes and initialisation. https://arxiv.org/abs/2201.03545 */
import type { Initializer } from "../../nn/initialize";
import type { Layer } from "../../nn/ops";
import { convolution, droppedLinear, zeros } from "./blocks";
import { dropout, stochasticDepth } from "./commonOptions";
import { model } from "./model";

const CHANNELS = [40, 80, 160, 320] as const;
const BLOCKS = [2, 2, 6, 2] as const;
const BLOCK_COUNT = 12;
/** timm cuts the normal distribution at ±2, a hundred deviations away. */
const initializer: Initializer = { kind: "normal", standardDeviation: 0.02 };
const initializers = { hasBias: true, initializer, biasInitializer: zeros };

export const convNeXtAtto = model({
  label: "ConvNeXt-Atto",
  help: "Three million parameters, a convolutional network in the manner of transformers. Wants many epochs, or pretrained weights.",
  options: { dropout: dropout(0), stochasticDepth: stochasticDepth(0) },
  build: (options, { classCount, imageSizePx }) => {
    const layers: Layer[] = [
      patches("stem.0", "input", { inChannels: 3, outChannels: CHANNELS[0], kernelPx: 4 }),
      layerNorm("stem.1", "stem.0", CHANNELS[0]),
    ];
    let index = 0;
    CHANNELS.forEach((channels, stage) => {
      const name = `stages.${stage}`;
      if (stage > 0) {
        const shape = { inChannels: CHANNELS[stage - 1]!, outChannels: channels, kernelPx: 2 };
        layers.push(
          layerNorm(`${name}.downsample.0`, layers.at(-1)!.name, shape.inChannels),
          patches(`${name}.downsample.1`, `${name}.downsample.0`, shape),
        );
      }
      for (let i = 0; i < BLOCKS[stage]!; i++) {
        const probability = (options.stochasticDepth * index++) / (BLOCK_COUNT - 1);
        layers.push(...block(`${name}.blocks.${i}`, layers.at(-1)!.name, channels, probability));
      }
    });
    const features = CHANNELS[3];
    layers.push(
      { op: "globalAveragePool", name: "head.global_pool", inputs: [layers.at(-1)!.name] },
      layerNorm("head.norm", "head.global_pool", features),
      ...droppedLinear("head.fc", "head.norm", features, classCount, options.dropout, {
        weight: initializer,
        bias: zeros,
      }),
    );
    return { name: "convNeXtAtto", imageSizePx, channels: 3, classCount, layers };
  },
});

/** 7×7 depthwise, LayerNorm, four times the channels and back, scaled by a learned factor. */
function block(name: string, input: string, channels: number, probability: number): Layer[] {
  const depthwise = {
    inChannels: channels,
    outChannels: channels,
    groups: channels,
    kernelPx: 7,
    ...initializers,
  };
  const wide = 4 * channels;
  const layers: Layer[] = [
    convolution(`${name}.conv_dw`, input, depthwise),
    layerNorm(`${name}.norm`, `${name}.conv_dw`, channels),
    convolution(`${name}.mlp.fc1`, `${name}.norm`, {
      inChannels: channels,
      outChannels: wide,
      kernelPx: 1,
      ...initializers,
    }),
    { op: "activation", kind: "gelu", name: `${name}.mlp.act`, inputs: [`${name}.mlp.fc1`] },
    convolution(`${name}.mlp.fc2`, `${name}.mlp.act`, {
      inChannels: wide,
      outChannels: channels,
      kernelPx: 1,
      ...initializers,
    }),
    { op: "layerScale", name, inputs: [`${name}.mlp.fc2`], channels, initial: 1e-6 },
  ];
  if (probability > 0)
    layers.push({ op: "stochasticDepth", name: `${name}.drop_path`, inputs: [name], probability });
  layers.push({ op: "add", name: `${name}.add`, inputs: [layers.at(-1)!.name, input] });
  return layers;
}

function layerNorm(name: string, input: string, channels: number): Layer {
  return { op: "layerNorm", name, inputs: [input], channels, epsilon: 1e-6 };
}

/** Squares of pixels that do not overlap. */
function patches(
  name: string,
  input: string,
  shape: { inChannels: number; outChannels: number; kernelPx: number },
): Layer {
  const { kernelPx } = shape;
  return convolution(name, input, { ...shape, stridePx: kernelPx, paddingPx: 0, ...initializers });
}
