/** The files of a run, each made when it is asked for. */
import { csvLine } from "../lib/csv";
import type { Task } from "../lib/task";
import type { DownloadName } from "../protocol";
import { originOf, trainedModelOf, type Checkpoint, type WeightsName } from "../train/checkpoint";
import { writeCheckpoint } from "../train/checkpointFile";
import { writeModelFile } from "../train/modelFile";
import type { ValidatedPrediction } from "./predictValidation";

/** What a download is made of. */
export interface DownloadSource {
  checkpoint: Checkpoint;
  task: Task;
  /** The best model's predictions for the validation images, with the true classes. */
  predictValidation: () => Promise<ValidatedPrediction[]>;
}

type Make = (source: DownloadSource) => BlobPart | Promise<BlobPart>;

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const lines = (rows: (string | number)[][]) => `${rows.map(csvLine).join("\n")}\n`;

const makers: Record<DownloadName, { type: string; make: Make }> = {
  "best.safetensors": { type: "application/octet-stream", make: (it) => weights(it, "best") },
  "last.safetensors": { type: "application/octet-stream", make: (it) => weights(it, "last") },
  "best-raw.safetensors": rawWeights("bestRaw"),
  "last-raw.safetensors": rawWeights("lastRaw"),
  "checkpoint.zip": {
    type: "application/zip",
    make: ({ checkpoint, task }) => writeCheckpoint(checkpoint, task),
  },
  "config.json": text("config.json", "application/json"),
  "history.json": text("history.json", "application/json"),
  "history.csv": text("history.csv", "text/csv"),
  "predictions.csv": {
    type: "text/csv",
    make: async ({ checkpoint, predictValidation }) => {
      const { classes } = checkpoint.run;
      const rows = (await predictValidation()).map(({ path, label, prediction, probabilities }) => [
        path,
        classes[label]!,
        classes[prediction]!,
        ...probabilities,
      ]);
      return lines([["path", "label", "prediction", ...classes], ...rows]);
    },
  },
};

export async function makeDownload(name: DownloadName, source: DownloadSource): Promise<Blob> {
  const { type, make } = makers[name];
  return new Blob([await make(source)], { type });
}

/** The files that are made in a moment. */
const texts = {
  "config.json": ({ run }: Checkpoint) => json(run.config),
  "history.json": (checkpoint: Checkpoint) => json(historyOf(checkpoint)),
  "history.csv": (checkpoint: Checkpoint) => lines(historyRows(checkpoint)),
};

export function textOf(name: keyof typeof texts, checkpoint: Checkpoint): string {
  return texts[name](checkpoint);
}

function text(name: keyof typeof texts, type: string): { type: string; make: Make } {
  return { type, make: ({ checkpoint }) => textOf(name, checkpoint) };
}

function rawWeights(which: "bestRaw" | "lastRaw"): { type: string; make: Make } {
  return {
    type: "application/octet-stream",
    make: (source) => {
      if (source.checkpoint.engine.average === null)
        throw new Error("This run does not average its weights: best and last are the raw ones.");
      return weights(source, which);
    },
  };
}

function weights({ checkpoint }: DownloadSource, which: WeightsName) {
  return writeModelFile(trainedModelOf(checkpoint, which), originOf(checkpoint, which));
}

function historyOf({ run, progress }: Checkpoint) {
  const { device, classes } = run;
  const { history, best, bestConfusion } = progress;
  return { device, classes, epochs: history, best, confusion: bestConfusion };
}

function historyRows({ run, progress }: Checkpoint): (string | number)[][] {
  const header = [
    "epoch",
    "train_loss",
    "val_loss",
    "accuracy",
    "macro_f1",
    "learning_rate",
    "seconds",
    "images_per_second",
    ...run.classes.map((name) => `f1 ${name}`),
  ];
  const rows = progress.history.map((it) => [
    it.epoch,
    it.trainLoss,
    it.valLoss ?? "",
    it.accuracy ?? "",
    it.macroF1 ?? "",
    it.learningRate,
    it.seconds,
    it.imagesPerSecond,
    ...run.classes.map((_, label) => it.perClassF1?.[label] ?? ""),
  ]);
  return [header, ...rows];
}
