/** Predictions for files, with the preprocessing that the model was trained with. */
import { compareCodePoints } from "../data/compareCodePoints";
import { decodeInPool } from "../data/decodePool";
import type { Tier } from "../engine/tier";
import type { NamedFile, Prediction, PredictionTable } from "../protocol";
import type { SkippedFile } from "../data/dataset";
import { logitsOf } from "../train/evaluate";
import type { TrainedModel } from "../train/modelFile";
import { predictionsOf } from "../train/predictions";
import { withTrainedEngine } from "./trainedEngine";

/** Decoded and predicted in blocks of this many files, so that memory does not grow with a folder. */
const BLOCK_FILES = 512;

/**
 * One row a file that could be decoded, the others with their reasons. In the order of their paths:
 * browsers hand over a folder's files in any order.
 */
export async function predictFiles(
  trained: TrainedModel,
  tier: Tier,
  unorderedFiles: readonly NamedFile[],
  onProgress: (done: number, total: number) => void,
): Promise<PredictionTable> {
  const files = [...unorderedFiles].sort((a, b) => compareCodePoints(a.path, b.path));
  const { model, classes, normalization } = trained;
  const { imageSizePx } = model;
  const rows: Prediction[] = [];
  const skipped: SkippedFile[] = [];
  await withTrainedEngine(trained, tier, async (engine) => {
    for (let start = 0; start < files.length; start += BLOCK_FILES) {
      const some = files.slice(start, start + BLOCK_FILES);
      const block = await decodeBlock(some, imageSizePx, (done) =>
        onProgress(start + done, files.length),
      );
      skipped.push(...block.skipped);
      const indices = Uint32Array.from(block.paths, (_, index) => index);
      const images = { imageSizePx, pixels: block.pixels, labels: new Uint16Array(indices.length) };
      const logits = await logitsOf(engine, images, indices, normalization);
      rows.push(...predictionsOf(block.paths, logits, classes.length));
    }
  });
  return { classes, rows, skipped };
}

async function decodeBlock(
  files: readonly NamedFile[],
  imageSizePx: number,
  onProgress: (done: number) => void,
) {
  const decoded = new Map<number, Uint8Array>();
  const skipped: SkippedFile[] = [];
  let done = 0;
  await decodeInPool({
    count: files.length,
    load: (place) => Promise.resolve({ file: files[place]!.file }),
    imageSizePx,
    signal: new AbortController().signal,
    onDecoded: (place, image) => {
      if (image.ok) decoded.set(place, image.pixels);
      else skipped.push({ path: files[place]!.path, reason: image.reason });
      onProgress(++done);
    },
  });
  const places = [...decoded.keys()].sort((a, b) => a - b);
  const pixels = new Uint8Array(places.length * imageSizePx * imageSizePx * 3);
  places.forEach((place, row) =>
    pixels.set(decoded.get(place)!, row * imageSizePx * imageSizePx * 3),
  );
  return { paths: places.map((place) => files[place]!.path), pixels, skipped };
}
