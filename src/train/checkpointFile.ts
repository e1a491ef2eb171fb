/**
 * `checkpoint.zip`: a manifest and safetensors. Each one's SHA-256 stands in the manifest, since
 * safetensors has no checksum.
 */
import {
  BlobReader,
  BlobWriter,
  TextReader,
  TextWriter,
  Uint8ArrayReader,
  Uint8ArrayWriter,
  ZipReader,
  ZipWriter,
  type FileEntry,
} from "@zip.js/zip.js";
import { z } from "zod";
import { sha256 } from "../lib/sha256";
import { unwatched, type Task } from "../lib/task";
import { readSafetensors, writeSafetensors } from "../parts/formats/safetensors";
import { readWeights, writeWeights } from "../parts/formats/weights";
import { tiers } from "../engine/tier";
import { modelOf, type Checkpoint } from "./checkpoint";
import { parseConfig } from "./config";
import { classesSchema, normalizationSchema } from "./modelFile";
import { optimizerState, slotTensors } from "./optimizerTensors";

const CHECKPOINT_VERSION = 1;
const MODEL = "model.safetensors";
const BEST = "best.safetensors";
/** In a run that averages the weights: their average now, and what the best average was of. */
const AVERAGE = "average.safetensors";
const BEST_RAW = "best-raw.safetensors";
const OPTIMIZER = "optimizer.safetensors";
const MANIFEST = "manifest.json";

const matrix = z.array(z.array(z.number())).nullable();
const manifestSchema = z.object({
  homeroomCheckpoint: z.literal(
    CHECKPOINT_VERSION,
    "This checkpoint was written by another version of Homeroom, which this one can't read.",
  ),
  config: z.unknown(),
  classes: classesSchema,
  run: z.object({
    runId: z.string(),
    device: z.object({ tier: z.enum(tiers), detail: z.string(), reason: z.string() }),
    imageCounts: z.object({ train: z.int(), validation: z.int(), test: z.int() }),
    stepsPerEpoch: z.int().min(1),
  }),
  imageSizePx: z.int().min(1).max(4096),
  normalization: normalizationSchema,
  data: z.object({ name: z.string(), imageCount: z.int(), fingerprint: z.string() }),
  progress: z.object({
    epoch: z.int().min(0),
    stepInEpoch: z.int().min(0),
    step: z.int().min(0),
    lossWeight: z.number(),
    seconds: z.number(),
    history: z.array(
      z.object({
        epoch: z.int(),
        trainLoss: z.number(),
        valLoss: z.number().nullable(),
        accuracy: z.number().nullable(),
        macroF1: z.number().nullable(),
        perClassF1: z.array(z.number()).nullable(),
        learningRate: z.number(),
        seconds: z.number(),
        imagesPerSecond: z.number(),
      }),
    ),
    best: z.object({ epoch: z.int(), metric: z.string(), value: z.number() }).nullable(),
    bestConfusion: matrix,
  }),
  lossSum: z.number(),
  optimizerSteps: z.record(z.string(), z.int().min(1)),
  files: z.record(z.string(), z.string()),
});

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
  const manifest: z.infer<typeof manifestSchema> = {
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
    progress: JSON.parse(JSON.stringify(progress)) as z.infer<typeof manifestSchema>["progress"],
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
export async function readCheckpoint(blob: Blob): Promise<Checkpoint> {
  const zip = new ZipReader(new BlobReader(blob), { useWebWorkers: false, checkSignature: true });
  try {
    const entries = new Map<string, FileEntry>();
    for (const entry of await zip.getEntries())
      if (!entry.directory) entries.set(entry.filename, entry);
    const manifest = await readManifest(entries.get(MANIFEST));
    const read = async (name: string) => {
      const bytes = await entries.get(name)?.getData(new Uint8ArrayWriter());
      if (!bytes || (await sha256(bytes)) !== manifest.files[name])
        throw new Error(`The checkpoint is damaged: ${name} is not what was saved.`);
      return bytes;
    };
    const { config, errors } = parseConfig(manifest.config);
    if (!config)
      throw new Error(
        `The checkpoint's configuration can't be used: ${errors.map((it) => `${it.path}: ${it.message}`).join(" ")}`,
      );
    const { classes, imageSizePx, normalization, data, progress, lossSum } = manifest;
    const model = modelOf(config, classes, imageSizePx);
    const readModel = async (name: string) =>
      manifest.files[name] ? readWeights(model, await read(name)) : null;
    const slots = readSafetensors(await read(OPTIMIZER)).tensors;
    return {
      run: { ...manifest.run, config, classes },
      imageSizePx,
      normalization,
      data,
      progress: {
        ...progress,
        bestModel: await readModel(BEST),
        bestRawModel: await readModel(BEST_RAW),
      },
      engine: {
        ...readWeights(model, await read(MODEL)),
        optimizer: optimizerState(slots, manifest.optimizerSteps),
        lossSum,
        average: await readModel(AVERAGE),
      },
    };
  } finally {
    await zip.close();
  }
}

async function readManifest(entry: FileEntry | undefined) {
  if (!entry) throw new Error("This zip file is not a checkpoint: it has no manifest.json.");
  const manifest = manifestSchema.safeParse(JSON.parse(await entry.getData(new TextWriter())));
  if (manifest.success) return manifest.data;
  const [issue] = manifest.error.issues;
  throw new Error(
    `The checkpoint's manifest can't be read: ${issue!.message} (${issue!.path.join(".")})`,
  );
}
