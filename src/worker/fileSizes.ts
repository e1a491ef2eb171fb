/** About how large a run's files will be, from what goes into them: nothing is made for it. */
import { sizeOf } from "../lib/shape";
import { buffersOf, parametersOf } from "../nn/model";
import type { FormatName } from "../parts/formats/formatNames";
import type { DownloadName } from "../protocol";
import { originOf, trainedModelOf, type Checkpoint } from "../train/checkpoint";
import { modelMetadata } from "../train/modelFile";
import { textOf } from "./downloads";

/** Of a tensor: its line in the header. */
const HEADER_BYTES = 110;
/** A probability in a table, and what else stands in its row. */
const NUMBER_BYTES = 21;
const ROW_BYTES = 60;
/** Of an image in a bundle's split: path, hash and colour, packed. */
const SPLIT_ENTRY_BYTES = 80;
const BUNDLE_PROGRAM_BYTES = 30_000;
const PAGE_PROGRAM_BYTES = 15_000;
/** Packed: the model card without its classes; of a class its row there, and its part of four answers. */
const CARD_BYTES = 2000;
const ANSWERS_BYTES = 70;
/** What packing leaves of weights: where they are base64, of their bytes before that. */
const PACKED = 0.93;
const PACKED_BASE64 = 1;

/** By the file's name. */
export function sizesOf(checkpoint: Checkpoint): Record<string, number> {
  const { run, progress, engine, imageSizePx } = checkpoint;
  const trained = trainedModelOf(checkpoint, "last");
  const { model, classes } = trained;
  const tensors = [...parametersOf(model), ...buffersOf(model)];
  const numbers = tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const metadata = JSON.stringify(modelMetadata(trained, originOf(checkpoint, "last"))).length;
  const weights = 4 * numbers + HEADER_BYTES * tensors.length + metadata;
  const slots = Object.values(engine.optimizer).flatMap((it) => Object.values(it.slots));
  const optimizer = slots.reduce((sum, it) => sum + 4 * it.length + HEADER_BYTES, 0);
  const others = [progress.bestModel, progress.bestRawModel, engine.average];
  const history = textOf("history.json", checkpoint).length;
  const state = weights * (1 + others.filter((it) => it !== null).length) + optimizer + history;
  const rowBytes = ROW_BYTES + NUMBER_BYTES * classes.length;
  const { train, validation, test } = run.imageCounts;
  // Four made-up images, which are soft, their answers, and the card.
  const beside = 4 * imageSizePx ** 2 + CARD_BYTES + ANSWERS_BYTES * classes.length;
  const downloads: Record<DownloadName, number> = {
    "best.safetensors": weights,
    "last.safetensors": weights,
    "best-raw.safetensors": weights,
    "last-raw.safetensors": weights,
    "checkpoint.zip": state,
    "config.json": textOf("config.json", checkpoint).length,
    "history.json": history,
    "history.csv": textOf("history.csv", checkpoint).length,
    "predictions.csv": (1 + validation) * rowBytes,
  };
  const exports: Record<FormatName, number> = {
    onnx: PACKED * weights + beside,
    tfjs: PACKED * weights + beside,
    html: PACKED_BASE64 * weights + PAGE_PROGRAM_BYTES + beside,
    pytorch:
      state +
      weights +
      SPLIT_ENTRY_BYTES * (train + validation + test) +
      BUNDLE_PROGRAM_BYTES +
      beside,
  };
  return {
    ...downloads,
    ...Object.fromEntries(
      Object.entries(exports).map(([name, bytes]) => [`homeroom-${name}.zip`, bytes]),
    ),
  };
}
