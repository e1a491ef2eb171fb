/** MobileNetV2 with torchvision's names, shapes and initialisation. https://arxiv.org/abs/1801.04381 */
import { classifier } from "./blocks";
import { sequential, type BlockNames } from "./blockNames";
import { dropout, stem } from "./commonOptions";
import { narrowLinear, torchvisionFamily } from "./families";
import { convNormAct, invertedResidual } from "./invertedResidual";
import { model } from "./model";

/** Expansion, channels, blocks, stride of the first block. */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

const FEATURES = 1280;

export const mobileNetV2 = model({
  label: "MobileNetV2",
  help: "Two million parameters, made for phones: quick for its accuracy.",
  options: { stem, dropout: dropout(0.2) },
  build: (options, { classCount, imageSizePx }) => {
    const stridePx = options.stem === "large" ? 2 : 1;
    const first = { inChannels: 3, outChannels: 32, kernelPx: 3, stridePx };
    const names = sequential("features.0");
    const layers = convNormAct(names, "input", first, "relu6", torchvisionFamily);
    let inChannels = first.outChannels;
    let place = 1;
    for (const [expansion, outChannels, blockCount, firstStridePx] of STAGES)
      for (let i = 0; i < blockCount; i++) {
        const block = {
          inChannels,
          expandedChannels: expansion * inChannels,
          outChannels,
          kernelPx: 3,
          stridePx: i === 0 ? firstStridePx : 1,
          squeezeChannels: null,
          activation: "relu6",
          stochasticDepth: 0,
        } as const;
        const names = namesOf(`features.${place++}`, expansion !== 1);
        const input = layers.at(-1)!.name;
        layers.push(...invertedResidual(names, input, block, torchvisionFamily));
        inChannels = outChannels;
      }
    const last = { inChannels, outChannels: FEATURES, kernelPx: 1 };
    const lastNames = sequential(`features.${place}`);
    layers.push(
      ...convNormAct(lastNames, layers.at(-1)!.name, last, "relu6", torchvisionFamily),
      ...classifier(
        "classifier.1",
        `${lastNames.norm}.act`,
        FEATURES,
        classCount,
        options.dropout,
        narrowLinear,
      ),
    );
    return { name: "mobileNetV2", imageSizePx, channels: 3, classCount, layers };
  },
});

/** Here the projection is no sequence of its own, unlike in torchvision's later networks. */
function namesOf(block: string, hasExpansion: boolean): BlockNames {
  const depthwise = hasExpansion ? 1 : 0;
  return {
    block,
    expand: sequential(`${block}.conv.0`),
    depthwise: sequential(`${block}.conv.${depthwise}`),
    squeeze: null,
    project: { conv: `${block}.conv.${depthwise + 1}`, norm: `${block}.conv.${depthwise + 2}` },
  };
}
