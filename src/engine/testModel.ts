/** For tests: a model with every layer op, and a batch for it. */
import type { Batch } from "../data/batch";
import { randomFrom, randomKey } from "../lib/random";
import type { Initializer } from "../nn/initialize";
import type { Model } from "../nn/model";
import type { Layer } from "../nn/ops";
import type { Conv2d } from "../nn/ops/conv2d";

export const CLASS_COUNT = 3;
const SIZE_PX = 9;

const initializer: Initializer = { kind: "kaimingNormalFanOut" };
const uniform: Initializer = { kind: "uniform", bound: 0.4 };

function conv(name: string, input: string, shape: Partial<Conv2d> = {}): Conv2d {
  return {
    op: "conv2d",
    name,
    inputs: [input],
    inChannels: 4,
    outChannels: 6,
    kernelPx: 3,
    stridePx: 2,
    paddingPx: 1,
    groups: 1,
    hasBias: false,
    initializer,
    ...shape,
  };
}

const norm = (name: string, input: string): Layer => ({
  op: "batchNorm",
  name,
  inputs: [input],
  channels: 6,
  epsilon: 1e-5,
  momentum: 0.1,
});

/** Odd sizes, a stride, a padded pool, a 1×1 shortcut, dropout and a bias. */
export function everyOpModel(): Model {
  return {
    name: "everyOp",
    imageSizePx: SIZE_PX,
    channels: 3,
    classCount: CLASS_COUNT,
    layers: [
      conv("stem", "input", { inChannels: 3, outChannels: 4, stridePx: 1, hasBias: true }),
      { op: "maxPool", name: "pool", inputs: ["stem"], kernelPx: 3, stridePx: 2, paddingPx: 1 },
      conv("block.conv", "pool"),
      norm("block.bn", "block.conv"),
      { op: "activation", kind: "relu", name: "block.relu", inputs: ["block.bn"] },
      conv("shortcut.0", "pool", { kernelPx: 1, paddingPx: 0 }),
      norm("shortcut.1", "shortcut.0"),
      { op: "add", name: "sum", inputs: ["block.relu", "shortcut.1"] },
      { op: "globalAveragePool", name: "avgpool", inputs: ["sum"] },
      { op: "dropout", name: "dropout", inputs: ["avgpool"], probability: 0.25 },
      {
        op: "linear",
        name: "fc",
        inputs: ["dropout"],
        inFeatures: 6,
        outFeatures: CLASS_COUNT,
        weightInitializer: uniform,
        biasInitializer: uniform,
      },
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
    mix: null,
    targets: {
      kind: "labels",
      labels: Int32Array.from({ length: count }, (_, i) => i % classCount),
    },
    normalization: { mean: [0.5, 0.4, 0.3], standardDeviation: [0.25, 0.3, 0.2] },
  };
}
