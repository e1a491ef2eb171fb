/** What is subtracted from and divided into each colour channel before the model sees it. */
import type { Normalization } from "./batch";
import type { Dataset } from "./dataset";

export type NormalizationName = "dataset" | "imagenet" | "none";

const CHANNELS = 3;

/**
 * "dataset" takes mean and population deviation over all pixels of `images`, which should be the
 * training images alone. Counted in whole numbers, so that it comes out the same in any order.
 */
export function normalizationOf(
  name: NormalizationName,
  dataset: Pick<Dataset, "imageSizePx" | "pixels">,
  images: Uint32Array,
): Normalization {
  switch (name) {
    case "dataset":
      return measure(dataset, images);
    // https://docs.pytorch.org/vision/stable/models.html
    case "imagenet":
      return { mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225] };
    case "none":
      return { mean: [0, 0, 0], standardDeviation: [1, 1, 1] };
    default:
      return name satisfies never;
  }
}

function measure(
  { imageSizePx, pixels }: Pick<Dataset, "imageSizePx" | "pixels">,
  images: Uint32Array,
): Normalization {
  const imageBytes = imageSizePx * imageSizePx * CHANNELS;
  const counts = Array.from({ length: CHANNELS }, () => new Float64Array(256));
  for (const index of images) {
    const image = pixels.subarray(index * imageBytes, (index + 1) * imageBytes);
    for (let i = 0; i < imageBytes; i++) counts[i % CHANNELS]![image[i]!]!++;
  }
  const [red, green, blue] = counts.map(momentsOf);
  return {
    mean: [red!.mean, green!.mean, blue!.mean],
    standardDeviation: [red!.deviation, green!.deviation, blue!.deviation],
  };
}

/** Mean and deviation of values 0–1, from how often each of 0–255 occurs. */
function momentsOf(counts: Float64Array): { mean: number; deviation: number } {
  let count = 0n;
  let sum = 0n;
  let sumOfSquares = 0n;
  counts.forEach((times, value) => {
    count += BigInt(times);
    sum += BigInt(times) * BigInt(value);
    sumOfSquares += BigInt(times) * BigInt(value * value);
  });
  if (count === 0n) return { mean: 0, deviation: 1 };
  const variance = Number(count * sumOfSquares - sum * sum) / Number(count) ** 2;
  // Images of one colour would divide by 0.
  return {
    mean: Number(sum) / Number(count) / 255,
    deviation: variance > 0 ? Math.sqrt(variance) / 255 : 1,
  };
}
