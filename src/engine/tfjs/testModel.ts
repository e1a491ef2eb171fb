/** For tests: a model with every layer op, and a batch for it. */
import type { Batch } from "../../data/batch";
import { randomFrom, randomKey } from "../../lib/random";
import type { Model } from "../../nn/model";
import { classifier, convNormRelu, convolution, normalization } from "../../parts/models/blocks";

export const CLASS_COUNT = 3;
const SIZE_PX = 9;

/** Odd sizes, a stride, a padded pool, a 1×1 shortcut, dropout and a bias. */
export function everyOpModel(): Model {
  const { initializer, ...conv } = convolution("stem", "input", {
    inChannels: 3,
    outChannels: 4,
    kernelPx: 3,
  });
  return {
    name: "everyOp",
    imageSizePx: SIZE_PX,
    channels: 3,
    classCount: CLASS_COUNT,
    layers: [
      { ...conv, initializer, hasBias: true },
      { op: "maxPool", name: "pool", inputs: ["stem"], kernelPx: 3, stridePx: 2, paddingPx: 1 },
      ...convNormRelu("block", "pool", { inChannels: 4, outChannels: 6, kernelPx: 3, stridePx: 2 }),
      convolution("shortcut.0", "pool", {
        inChannels: 4,
        outChannels: 6,
        kernelPx: 1,
        stridePx: 2,
      }),
      normalization("shortcut.1", "shortcut.0", 6),
      { op: "add", name: "sum", inputs: ["block.relu", "shortcut.1"] },
      ...classifier("fc", "sum", 6, CLASS_COUNT, 0.25),
    ],
  };
}

export function randomBatch(count: number, sizePx = SIZE_PX, classCount = CLASS_COUNT): Batch {
  const random = randomFrom(randomKey(7, "batch", count));
  return {
    imageSizePx: sizePx,
    pixels: Uint8Array.from({ length: count * sizePx * sizePx * 3 }, () => random() * 256),
    indices: Uint32Array.from({ length: count }, (_, i) => i),
    transforms: new Array<null>(count).fill(null),
    labels: Int32Array.from({ length: count }, (_, i) => i % classCount),
    normalization: { mean: [0.5, 0.4, 0.3], standardDeviation: [0.25, 0.3, 0.2] },
  };
}
