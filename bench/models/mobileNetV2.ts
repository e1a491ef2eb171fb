/** MobileNetV2 as torchvision builds it, without dropout. https://arxiv.org/abs/1801.04381 */
import type { Model } from "../../src/nn/model";
import { classifier } from "../../src/parts/models/blocks";
import { convNorm, invertedResiduals } from "./invertedResiduals";

/** Table 2: expansion, output channels, repeats, stride of the first. */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

export function mobileNetV2(imageSizePx: number, classCount: number): Model {
  const layers = convNorm("stem", "input", { from: 3, to: 32, kernelPx: 3, stridePx: 2 });
  const blocks = STAGES.flatMap(([expansion, to, repeats, stridePx]) =>
    Array.from({ length: repeats }, (_, i) => [expansion, to, i === 0 ? stridePx : 1] as const),
  );
  const from = invertedResiduals(layers, 32, blocks, { expandsAlways: false });
  layers.push(...convNorm("head", layers.at(-1)!.name, { from, to: 1280, kernelPx: 1 }));
  layers.push(...classifier("classifier", layers.at(-1)!.name, 1280, classCount, 0));
  return { name: "mobileNetV2", imageSizePx, channels: 3, classCount, layers };
}
