/** MobileNetV3-Small in torchvision's layout or in timm's. https://arxiv.org/abs/1905.02244 */
import type { Layer } from "../../nn/ops";
import { convolution, droppedLinear, zeros } from "./blocks";
import { sequential, timmBlock, torchvisionBlock } from "./blockNames";
import { dropout, layout, stem, stochasticDepth } from "./commonOptions";
import { fanOutLinear, narrowLinear, timmFamily, torchvisionFamily } from "./families";
import { convNormAct, invertedResidual, type Family } from "./invertedResidual";
import { model } from "./model";

/** Kernel, expanded channels, channels, squeeze, activation, stride; stages as timm counts them. */
const STAGES = [
  [[3, 16, 16, 8, "relu", 2]],
  [
    [3, 72, 24, null, "relu", 2],
    [3, 88, 24, null, "relu", 1],
  ],
  [
    [5, 96, 40, 24, "hardSwish", 2],
    [5, 240, 40, 64, "hardSwish", 1],
    [5, 240, 40, 64, "hardSwish", 1],
  ],
  [
    [5, 120, 48, 32, "hardSwish", 1],
    [5, 144, 48, 40, "hardSwish", 1],
  ],
  [
    [5, 288, 96, 72, "hardSwish", 2],
    [5, 576, 96, 144, "hardSwish", 1],
    [5, 576, 96, 144, "hardSwish", 1],
  ],
] as const;

/** timm's count of blocks, for the rates of stochastic depth: the last convolution is one too. */
const BLOCK_COUNT = STAGES.flat().length + 1;
const HIDDEN = 1024;
const squeeze = { activation: "relu", gate: "hardSigmoid" } as const;

const families: Record<"torchvision" | "timm", Family> = {
  torchvision: {
    ...torchvisionFamily,
    normalization: { epsilon: 1e-3, momentum: 0.01 },
    squeeze,
  },
  timm: { ...timmFamily, squeeze },
};

export const mobileNetV3Small = model({
  label: "MobileNetV3-Small",
  help: "One and a half million parameters, the quickest of the phone-sized networks.",
  options: { layout, stem, dropout: dropout(0.2), stochasticDepth: stochasticDepth(0) },
  build: (options, { classCount, imageSizePx }) => {
    const isTimm = options.layout === "timm";
    const family = families[options.layout];
    const blockNames = isTimm ? timmBlock : torchvisionBlock;
    const stemNames = isTimm ? { conv: "conv_stem", norm: "bn1" } : sequential("features.0");
    const stridePx = options.stem === "large" ? 2 : 1;
    const first = { inChannels: 3, outChannels: 16, kernelPx: 3, stridePx };
    const layers = convNormAct(stemNames, "input", first, "hardSwish", family);
    let inChannels: number = first.outChannels;
    let index = 0;
    STAGES.forEach((stage, stageIndex) =>
      stage.forEach(([kernelPx, expandedChannels, outChannels, squeezeChannels, ...rest], i) => {
        const name = isTimm ? `blocks.${stageIndex}.${i}` : `features.${index + 1}`;
        const names = blockNames(name, {
          hasExpansion: expandedChannels !== inChannels,
          hasSqueeze: squeezeChannels !== null,
        });
        const [activation, stridePx] = rest;
        const shape = { inChannels, expandedChannels, outChannels, kernelPx, stridePx };
        const depth = (options.stochasticDepth * index) / BLOCK_COUNT;
        const block = { ...shape, squeezeChannels, activation, stochasticDepth: depth };
        layers.push(...invertedResidual(names, layers.at(-1)!.name, block, family));
        inChannels = outChannels;
        index++;
      }),
    );
    const last = { inChannels, outChannels: 6 * inChannels, kernelPx: 1 };
    const lastNames = isTimm
      ? { conv: "blocks.5.0.conv", norm: "blocks.5.0.bn1" }
      : sequential(`features.${index + 1}`);
    layers.push(...convNormAct(lastNames, layers.at(-1)!.name, last, "hardSwish", family));
    const head = isTimm ? timmHead : torchvisionHead;
    const input = layers.at(-1)!.name;
    layers.push(...head(input, last.outChannels, classCount, options.dropout, family));
    return { name: "mobileNetV3Small", imageSizePx, channels: 3, classCount, layers };
  },
});

type Head = (
  input: string,
  features: number,
  classCount: number,
  dropout: number,
  family: Family,
) => Layer[];

const torchvisionHead: Head = (input, features, classCount, dropout) => [
  { op: "globalAveragePool", name: "avgpool", inputs: [input] },
  ...droppedLinear("classifier.0", "avgpool", features, HIDDEN, 0, narrowLinear),
  { op: "activation", kind: "hardSwish", name: "classifier.1", inputs: ["classifier.0"] },
  ...droppedLinear("classifier.3", "classifier.1", HIDDEN, classCount, dropout, narrowLinear),
];

/** The hidden layer is a 1×1 convolution of one pixel. */
const timmHead: Head = (input, inChannels, classCount, dropout, { initializer }) => [
  { op: "globalAveragePool", name: "global_pool", inputs: [input], keepsDimensions: true },
  convolution("conv_head", "global_pool", {
    inChannels,
    outChannels: HIDDEN,
    kernelPx: 1,
    hasBias: true,
    initializer: initializer({ outChannels: HIDDEN, kernelPx: 1, groups: 1 }),
    biasInitializer: zeros,
  }),
  { op: "activation", kind: "hardSwish", name: "act2", inputs: ["conv_head"] },
  { op: "flatten", name: "flatten", inputs: ["act2"] },
  ...droppedLinear("classifier", "flatten", HIDDEN, classCount, dropout, fanOutLinear(classCount)),
];
