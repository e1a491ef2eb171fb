/**
 * `checkpoint.zip`: a manifest and safetensors. Each one's SHA-256 stands in the manifest, since
 * safetensors has no checksum.
 */
import {
  BlobReader,
  BlobWriter,
  TextReader,
  Uint8ArrayReader,
  ZipReader,
  ZipWriter,
  type FileEntry,
} from "@zip.js/zip.js";
import { checkSlots } from "../engine/checkSlots";
import type { EngineState } from "../engine/engine";
import { buildPart } from "../lib/part";
import { sha256 } from "../lib/sha256";
import { unwatched, type Task } from "../lib/task";
import { sizeOf } from "../lib/shape";
import { buffersOf, parametersOf, type Model } from "../nn/model";
import { checkModelState } from "../nn/state";
import { optimizers } from "../parts/optimizers";
import { readSafetensors, writeSafetensors } from "../parts/formats/safetensors";
import { readWeights, writeWeights } from "../parts/formats/weights";
import { modelOf, type Checkpoint } from "./checkpoint";
import { parseConfig, type Config } from "./config";
import { optimizerState, slotTensors } from "./optimizerTensors";
import { unpackEntry } from "./unpackEntry";
import { CHECKPOINT_VERSION, parseManifest, type Manifest } from "./checkpointManifest";

const MODEL = "model.safetensors";
const BEST = "best.safetensors";
/** In a run that averages the weights: their average now, and what the best average was of. */
const AVERAGE = "average.safetensors";
const BEST_RAW = "best-raw.safetensors";
const OPTIMIZER = "optimizer.safetensors";
const MANIFEST = "manifest.json";

export async function writeCheckpoint(
  checkpoint: Checkpoint,
  task: Task = unwatched,
): Promise<Blob> {
  const { imageSizePx, normalization, data, engine } = checkpoint;
  const { config, classes, ...run } = checkpoint.run;
  const { bestModel, bestRawModel, ...progress } = checkpoint.progress;
  const model = modelOf(config, classes, imageSizePx);
  const files = new Map([
    [MODEL, writeWeights(model, engine, {})],
    [OPTIMIZER, writeSafetensors({ tensors: slotTensors(model, engine), metadata: {} })],
  ]);
  for (const [name, state] of [
    [BEST, bestModel],
    [BEST_RAW, bestRawModel],
    [AVERAGE, engine.average],
  ] as const)
    if (state) files.set(name, writeWeights(model, state, {}));
  const hashes: Record<string, string> = {};
  for (const [name, bytes] of files) {
    hashes[name] = await sha256(bytes);
    await task.reach((0.5 * Object.keys(hashes).length) / files.size);
  }
  const manifest: Manifest = {
    homeroomCheckpoint: CHECKPOINT_VERSION,
    config,
    classes: [...classes],
    run,
    imageSizePx,
    normalization: {
      mean: [...normalization.mean],
      standardDeviation: [...normalization.standardDeviation],
    },
    data,
    progress: JSON.parse(JSON.stringify(progress)) as Manifest["progress"],
    lossSum: engine.lossSum,
    optimizerSteps: Object.fromEntries(
      Object.entries(engine.optimizer).map(([name, { step }]) => [name, step]),
    ),
    files: hashes,
  };
  const zip = new ZipWriter(new BlobWriter("application/zip"), { level: 0, useWebWorkers: false });
  await zip.add(MANIFEST, new TextReader(JSON.stringify(manifest, null, 2)));
  for (const [i, [name, bytes]] of [...files].entries()) {
    await zip.add(name, new Uint8ArrayReader(bytes));
    await task.reach(0.5 + (0.5 * (i + 1)) / files.size);
  }
  return zip.close();
}

/** Throws, saying what is wrong, where the file is damaged or not a checkpoint. */
export function readCheckpoint(blob: Blob): Promise<Checkpoint> {
  return withEntries(blob, async (manifest, config, entries) => {
    const { classes, imageSizePx, normalization, data, progress, lossSum } = manifest;
    const model = modelOf(config, classes, imageSizePx);
    const { slots } = buildPart(optimizers, config.optimizer, undefined);
    const read = async (name: string, copies: number) => {
      const entry = entries.get(name);
      const bytes = entry && (await unpackEntry(entry, largestBytes(model, copies)));
      if (!bytes || (await sha256(bytes)) !== manifest.files[name])
        throw new Error(`The checkpoint is damaged: ${name} is not what was saved.`);
      return bytes;
    };
    const readModel = async (name: string) => {
      const state = readWeights(model, await read(name, 1));
      checkModelState(model, state);
      return state;
    };
    const readIfAny = async (name: string) => (manifest.files[name] ? readModel(name) : null);
    const saved = readSafetensors(await read(OPTIMIZER, slots.length)).tensors;
    const engine: EngineState = {
      ...(await readModel(MODEL)),
      optimizer: optimizerState(model, slots, saved, manifest.optimizerSteps),
      lossSum,
      average: await readIfAny(AVERAGE),
    };
    checkSlots(model, engine);
    return {
      run: { ...manifest.run, config, classes },
      imageSizePx,
      normalization,
      data,
      progress: {
        ...progress,
        bestModel: await readIfAny(BEST),
        bestRawModel: await readIfAny(BEST_RAW),
      },
      engine,
    };
  });
}

/** What a checkpoint says of itself; its tensors may be damaged. Throws as `readCheckpoint` does. */
export function readCheckpointManifest(
  blob: Blob,
): Promise<Omit<Manifest, "config"> & { config: Config }> {
  return withEntries(blob, (manifest, config) => Promise.resolve({ ...manifest, config }));
}

async function withEntries<T>(
  blob: Blob,
  read: (manifest: Manifest, config: Config, entries: ReadonlyMap<string, FileEntry>) => Promise<T>,
): Promise<T> {
  const zip = new ZipReader(new BlobReader(blob), { useWebWorkers: false, checkSignature: true });
  try {
    const entries = new Map<string, FileEntry>();
    for (const entry of await zip.getEntries())
      if (!entry.directory) entries.set(entry.filename, entry);
    const manifestEntry = entries.get(MANIFEST);
    if (!manifestEntry)
      throw new Error("This zip file is not a checkpoint: it has no manifest.json.");
    const text = new TextDecoder().decode(await unpackEntry(manifestEntry, MAX_MANIFEST_BYTES));
    const manifest = parseManifest(text);
    const { config, errors } = parseConfig(manifest.config);
    if (!config)
      throw new Error(
        `The checkpoint's configuration can't be used: ${errors.map((it) => `${it.path}: ${it.message}`).join(" ")}`,
      );
    return await read(manifest, config, entries);
  } finally {
    await zip.close();
  }
}

/** The history of a million epochs stays below it. */
const MAX_MANIFEST_BYTES = 256 * 2 ** 20;

/** What a model's tensors take in a file, `copies` times, with the largest header. */
function largestBytes(model: Model, copies: number): number {
  const tensors = [...parametersOf(model), ...buffersOf(model)];
  // Integers have eight bytes.
  return 2 ** 21 + 8 * copies * tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}
