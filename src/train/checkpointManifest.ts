/** `manifest.json` of a checkpoint: everything but tensors, and the tensors' hashes. */
import { z } from "zod";
import { tiers } from "../engine/tier";
import { classesSchema, normalizationSchema } from "./modelFile";

export const CHECKPOINT_VERSION = 1;

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

export type Manifest = z.infer<typeof manifestSchema>;

/** Throws, saying what is wrong, on anything that is not a manifest of this version. */
export function parseManifest(text: string): Manifest {
  const manifest = manifestSchema.safeParse(parseJson(text));
  if (!manifest.success) {
    const [issue] = manifest.error.issues;
    throw new Error(
      `The checkpoint's manifest can't be read: ${issue!.message} (${issue!.path.join(".")})`,
    );
  }
  const { epoch, history, stepInEpoch } = manifest.data.progress;
  if (history.length !== epoch || stepInEpoch > manifest.data.run.stepsPerEpoch)
    throw new Error("The checkpoint's manifest contradicts itself: its progress is no run's.");
  return manifest.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("The checkpoint's manifest can't be read: it is no JSON.");
  }
}
