/** The built-in samples: which images of the pack each one shows. */
import type { SplitName } from "./dataset";
import type { SamplePack } from "./samplePack";

export interface Sample {
  label: string;
  help: string;
  /** How many training images class number `place` of the pack has, of `available` in it. */
  trainCount: (place: number, classCount: number, available: number) => number;
}

/** The largest class's training images over the smallest's, in the long-tailed sample. */
const LONG_TAIL_IMBALANCE = 20;

export const samples = {
  fashion: {
    label: "Fashion-MNIST",
    help: "4,000 grey images of clothes in 10 classes, 28 × 28 pixels.",
    trainCount: (_place, _classCount, available) => available,
  },
  "fashion-long-tail": {
    label: "Fashion-MNIST, long-tailed",
    help: "The same with 300 training images in the largest class and 15 in the smallest.",
    trainCount: (place, classCount, available) =>
      Math.round(available * LONG_TAIL_IMBALANCE ** (-place / (classCount - 1))),
  },
} as const satisfies Record<string, Sample>;

export type SampleName = keyof typeof samples;

export function isSampleName(name: string): name is SampleName {
  return Object.hasOwn(samples, name);
}

export interface SampleImage {
  /** `train/Bag/0001.png` */
  path: string;
  className: string;
  split: SplitName;
  /** `[imageSizePx, imageSizePx]` */
  grey: Uint8Array;
}

export function* sampleImages(pack: SamplePack, sample: Sample): Generator<SampleImage> {
  const { classes, trainPerClass, validationPerClass } = pack;
  const imageBytes = pack.imageSizePx ** 2;
  for (const [place, className] of classes.entries()) {
    const first = place * (trainPerClass + validationPerClass);
    const trainCount = sample.trainCount(place, classes.length, trainPerClass);
    const runs = [
      { folder: "train", split: "train", first, count: trainCount },
      {
        folder: "val",
        split: "validation",
        first: first + trainPerClass,
        count: validationPerClass,
      },
    ] as const;
    for (const run of runs)
      for (let i = 0; i < run.count; i++)
        yield {
          path: `${run.folder}/${className}/${String(i + 1).padStart(4, "0")}.png`,
          className,
          split: run.split,
          grey: pack.grey.subarray((run.first + i) * imageBytes, (run.first + i + 1) * imageBytes),
        };
  }
}
