/**
 * What a sampling kernel reads of a batch, as 32-bit words: a header, one record for each image and,
 * where they are mixed, one for each partner, then the boxes that are erased.
 */
import type { Batch, Mix } from "../../data/batch";
import type { ColorMatrix, ImageTransform } from "../../parts/augmentations/augmentation";

/** Places in the header. Floats unless it says otherwise. */
export const header = {
  /** Three, by channel: `value · scale − offset` normalises a value 0–255. */
  scale: 0,
  offset: 4,
  /** The first image's share of a pixel outside the box; inside it is 0. */
  share: 8,
  /** Integers: left, top, right, bottom. */
  box: 9,
} as const;
export const HEADER_WORDS = 16;

/** Places in a record. */
export const record = {
  /** Integer: which image of the pixels that the kernel reads. */
  image: 0,
  /** Integers: the words at which its boxes begin, from the batch's first word, and how many there are. */
  firstBox: 1,
  boxCount: 2,
  /** Integer: 1 where colours change. */
  hasColor: 3,
  /** Six. */
  geometric: 4,
  /** Twelve: a column of the matrix for each of red, green and blue, then the constants. */
  color: 10,
} as const;
export const RECORD_WORDS = 24;

/** Integers: left, top, right, bottom. */
export const BOX_WORDS = 4;

/** Of a batch that is not mixed and has nothing erased. */
export const packedWords = (batchSize: number): number => HEADER_WORDS + batchSize * RECORD_WORDS;

const unchanged: ImageTransform = { geometric: [1, 0, 0, 0, 1, 0], color: null, erased: [] };
const noMix: Pick<Mix, "lambda" | "box"> = { lambda: 1, box: null };

/**
 * `images` are the places of the batch's images, then of its partners, in the pixels that the kernel
 * reads: those of the data set, or those of the rows that were copied.
 */
export function packSamples(batch: Batch, images: Uint32Array): Int32Array<ArrayBuffer> {
  const { transforms, mix, normalization } = batch;
  const all = [...transforms, ...(mix?.partnerTransforms ?? [])].map((it) => it ?? unchanged);
  const boxCount = all.reduce((sum, { erased }) => sum + erased.length, 0);
  const firstBox = HEADER_WORDS + all.length * RECORD_WORDS;
  const words = new Int32Array(firstBox + boxCount * BOX_WORDS);
  const floats = new Float32Array(words.buffer);

  const { mean, standardDeviation } = normalization;
  standardDeviation.forEach((deviation, channel) => {
    floats[header.scale + channel] = 1 / (255 * deviation);
    floats[header.offset + channel] = mean[channel]! / deviation;
  });
  const { lambda, box } = mix ?? noMix;
  floats[header.share] = box ? 1 : lambda;
  if (box) words.set([box.left, box.top, box.right, box.bottom], header.box);

  let nextBox = firstBox;
  all.forEach(({ geometric, color, erased }, i) => {
    const at = HEADER_WORDS + i * RECORD_WORDS;
    words[at + record.image] = images[i]!;
    words[at + record.firstBox] = nextBox;
    words[at + record.boxCount] = erased.length;
    words[at + record.hasColor] = Number(color !== null);
    floats.set(geometric, at + record.geometric);
    if (color) floats.set(columnsOf(color), at + record.color);
    for (const { left, top, right, bottom } of erased) {
      words.set([left, top, right, bottom], nextBox);
      nextBox += BOX_WORDS;
    }
  });
  return words;
}

function columnsOf(matrix: ColorMatrix): number[] {
  return [0, 1, 2, 3].flatMap((column) => matrix.map((row) => row[column]!));
}

/** The batch's images and partners, as indices into its data set. */
export function sampledImages({ indices, mix }: Batch): Uint32Array {
  return mix ? Uint32Array.of(...indices, ...mix.partners) : indices;
}

/** Copies images one after the other to the front of `target`. */
export function copyImages(
  { pixels, imageSizePx }: Batch,
  images: Uint32Array,
  target: Uint8Array,
): void {
  const imageBytes = imageSizePx * imageSizePx * 3;
  images.forEach((image, row) =>
    target.set(pixels.subarray(image * imageBytes, (image + 1) * imageBytes), row * imageBytes),
  );
}
