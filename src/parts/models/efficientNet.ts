/** EfficientNet-B0 and its variant Lite0, in torchvision's layout or in timm's. https://arxiv.org/abs/1905.11946 */
import type { Model } from "../../nn/model";
import type { ActivationKind } from "../../nn/ops/plain";
import { classifier } from "./blocks";
import { sequential, timmBlock, torchvisionBlock } from "./blockNames";
import { fanOutLinear, timmFamily, torchvisionFamily } from "./families";
import { convNormAct, invertedResidual } from "./invertedResidual";
import type { ModelContext } from "./model";

/** Expansion, kernel, stride of the first block, channels, blocks. */
const STAGES = [
  [1, 3, 1, 16, 1],
  [6, 3, 2, 24, 2],
  [6, 5, 2, 40, 2],
  [6, 3, 2, 80, 3],
  [6, 5, 1, 112, 3],
  [6, 5, 2, 192, 4],
  [6, 3, 1, 320, 1],
] as const;

const BLOCK_COUNT = STAGES.reduce((sum, [, , , , blocks]) => sum + blocks, 0);
const FEATURES = 1280;

interface EfficientNet {
  layout: "torchvision" | "timm";
  stem: "small" | "large";
  activation: ActivationKind;
  /** Squeeze and excitation, to a quarter of the block's input channels. */
  hasSqueeze: boolean;
  dropout: number;
  /** Of the last block; it grows from 0 with the blocks. */
  stochasticDepth: number;
}

export function efficientNet(
  name: string,
  { layout, stem, activation, hasSqueeze, dropout, stochasticDepth }: EfficientNet,
  { classCount, imageSizePx }: ModelContext,
): Model {
  const isTimm = layout === "timm";
  const family = isTimm ? timmFamily : torchvisionFamily;
  const blockNames = isTimm ? timmBlock : torchvisionBlock;
  const stemNames = isTimm ? { conv: "conv_stem", norm: "bn1" } : sequential("features.0");
  const stridePx = stem === "large" ? 2 : 1;
  const first = { inChannels: 3, outChannels: 32, kernelPx: 3, stridePx };
  const layers = convNormAct(stemNames, "input", first, activation, family);
  let inChannels: number = first.outChannels;
  let index = 0;
  STAGES.forEach(([expansion, kernelPx, firstStridePx, outChannels, blockCount], stage) => {
    for (let i = 0; i < blockCount; i++) {
      const block = {
        inChannels,
        expandedChannels: expansion * inChannels,
        outChannels,
        kernelPx,
        stridePx: i === 0 ? firstStridePx : 1,
        squeezeChannels: hasSqueeze ? Math.floor(inChannels / 4) : null,
        activation,
        stochasticDepth: (stochasticDepth * index++) / BLOCK_COUNT,
      };
      const names = blockNames(isTimm ? `blocks.${stage}.${i}` : `features.${stage + 1}.${i}`, {
        hasExpansion: expansion !== 1,
        hasSqueeze,
      });
      layers.push(...invertedResidual(names, layers.at(-1)!.name, block, family));
      inChannels = outChannels;
    }
  });
  const last = { inChannels, outChannels: FEATURES, kernelPx: 1 };
  const lastNames = isTimm
    ? { conv: "conv_head", norm: "bn2" }
    : sequential(`features.${STAGES.length + 1}`);
  layers.push(
    ...convNormAct(lastNames, layers.at(-1)!.name, last, activation, family),
    ...classifier(
      isTimm ? "classifier" : "classifier.1",
      `${lastNames.norm}.act`,
      FEATURES,
      classCount,
      dropout,
      fanOutLinear(classCount),
    ),
  );
  return { name, imageSizePx, channels: 3, classCount, layers };
}
