/** Seven MobileNetV2 blocks behind a strided convolution, without a wide head. https://arxiv.org/abs/1801.04381 */
import type { Model } from "../../src/nn/model";
import { classifier } from "../../src/parts/models/blocks";
import { convNorm, invertedResiduals } from "./invertedResiduals";

/** Expansion, output channels, stride, as the paper's table 2 begins, with half its channels in the end. */
const BLOCKS = [
  [1, 16, 1],
  [6, 24, 2],
  [6, 24, 1],
  [6, 32, 2],
  [6, 32, 1],
  [6, 64, 2],
  [6, 64, 1],
] as const;

export function mobileNetLike(imageSizePx: number, classCount: number): Model {
  const layers = convNorm("stem", "input", { from: 3, to: 16, kernelPx: 3, stridePx: 2 });
  const channels = invertedResiduals(layers, 16, BLOCKS);
  layers.push(...classifier("classifier", layers.at(-1)!.name, channels, classCount, 0));
  return { name: "mobileNetLike", imageSizePx, channels: 3, classCount, layers };
}
