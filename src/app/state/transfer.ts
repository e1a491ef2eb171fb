/** Takes a way to train on pretrained weights; without weights it first fetches small ones. */
import type { Hello } from "../../protocol";
import type { App } from "./app";
import { defaultPart, readDraft, writeDraft, type Draft } from "./draft";
import { editDraft } from "./editDraft";
import { fetchWeights } from "./startingWeights";

type TransferWay = Hello["transferWays"][number];

export async function takeTransferWay(app: App, way: TransferWay): Promise<void> {
  const { draft, hello } = app.store.getState();
  if (!draft || !hello) return;
  if (way.needsWeights && !readDraft(draft, "model.weights")) {
    const [smallest] = hello.catalogue;
    const part = hello.parts.models.find(({ name }) => name === smallest?.architecture);
    if (!smallest || !part) return;
    if (!(await fetchWeights(app, smallest.name, defaultPart(part)))) return;
  }
  const now = app.store.getState().draft;
  for (const [path, value] of applicable(now, way)) editDraft(app, path, value);
}

/** Whether the draft is as this way would make it. */
export function isTransferWay(draft: Draft, way: TransferWay): boolean {
  if (way.needsWeights && !readDraft(draft, "model.weights")) return false;
  const made = applicable(draft, way).reduce<Draft>(
    (all, [path, value]) => writeDraft(all, path, value),
    draft,
  );
  return JSON.stringify(made) === JSON.stringify(draft);
}

/** The settings that the draft has: not every model skips blocks, for example. */
function applicable(draft: Draft | null, { settings }: TransferWay): [string, unknown][] {
  return Object.entries(settings).filter(([path]) => draft && readDraft(draft, path) !== undefined);
}

/** Which way suits so many training images, as a sentence. */
export function transferAdvice(imageCount: number, classCount: number): string {
  const perClass = Math.round(imageCount / Math.max(1, classCount));
  const images = `With about ${perClass} training images a class`;
  if (perClass < FEW_IMAGES) return `${images}, a frozen backbone suits best.`;
  if (perClass < MANY_IMAGES) return `${images}, fine-tuning suits best.`;
  return `${images}, fine-tune; from scratch can keep up where the images are unlike photographs.`;
}

/** Of a class. With fewer, fine-tuning overfits; with more, pretraining matters less. */
const FEW_IMAGES = 50;
const MANY_IMAGES = 1000;
