/**
 * From a split to batches: in which order an epoch shows its images, and what a batch of them is.
 * Pure functions of the seed and of places in the epoch, so that a resumed run makes any batch alone.
 */
import { randomFrom, randomKey, randomPermutation, type Random } from "../lib/random";
import type { ComposedAugmentation } from "../parts/augmentations";
import type { ImageTransform } from "../parts/augmentations/augmentation";
import type { Batch, Normalization } from "./batch";
import type { Dataset } from "./dataset";
import { meanColorOf } from "./meanColor";

export type Sampler = "shuffle" | "balanced";

/**
 * Indices into the data set, as many as `train` has. "shuffle" shows every image once; "balanced"
 * draws every class equally often (to within one image), and an image again only after all others
 * of its class.
 */
export function epochOrder(
  train: Uint32Array,
  labels: ArrayLike<number>,
  sampler: Sampler,
  seed: number,
  epoch: number,
): Uint32Array {
  const random = randomFrom(randomKey(seed, "order", epoch));
  const drawn = sampler === "balanced" ? drawBalanced(train, labels, random) : train;
  return randomPermutation(drawn.length, random).map((place) => drawn[place]!);
}

/**
 * Each image's draw depends on `key` and on its place in the epoch's order, and not on the batch
 * size: 4 micro-batches of 8 see what one batch of 32 sees.
 */
export interface AugmentationDraw {
  /** null leaves every image as it is. */
  augmentation: ComposedAugmentation | null;
  /** Of the epoch. */
  key: number;
  /** The place of the batch's first image in the epoch's order. */
  position: number;
}

/** @param draw left out for evaluation, where no image is augmented. */
export function makeBatch(
  dataset: Pick<Dataset, "imageSizePx" | "pixels" | "labels">,
  indices: Uint32Array,
  normalization: Normalization,
  draw?: AugmentationDraw,
): Batch {
  return {
    imageSizePx: dataset.imageSizePx,
    pixels: dataset.pixels,
    indices,
    transforms: drawTransforms(dataset, indices, draw),
    mix: null,
    targets: {
      kind: "labels",
      labels: Int32Array.from(indices, (index) => dataset.labels[index]!),
    },
    normalization,
  };
}

/** What is done to each image; null leaves it as it is. */
export function drawTransforms(
  dataset: Pick<Dataset, "imageSizePx" | "pixels">,
  indices: Uint32Array,
  draw?: AugmentationDraw,
): (ImageTransform | null)[] {
  const { augmentation = null, key = 0, position = 0 } = draw ?? {};
  return Array.from(indices, (index, place) =>
    augmentation
      ? augmentation(randomFrom(randomKey(key, position + place)), {
          meanColor: () => meanColorOf(dataset, index),
        })
      : null,
  );
}

function drawBalanced(train: Uint32Array, labels: ArrayLike<number>, random: Random): Uint32Array {
  const byClass = new Map<number, number[]>();
  for (const index of train) {
    const images = byClass.get(labels[index]!);
    if (images) images.push(index);
    else byClass.set(labels[index]!, [index]);
  }
  // Where the images do not divide evenly, chance decides which classes get one more.
  const classes = [...byClass.values()];
  const turn = randomPermutation(classes.length, random);
  const deals = classes.map((images) => dealForever(images, random));
  return train.map((_, i) => deals[turn[i % classes.length]!]!());
}

/** All images in random order, then all in another order, and so on. */
function dealForever(images: readonly number[], random: Random): () => number {
  let hand: number[] = [];
  return () => {
    if (hand.length === 0)
      hand = Array.from(randomPermutation(images.length, random), (place) => images[place]!);
    return hand.pop()!;
  };
}
