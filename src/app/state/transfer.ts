/** Takes a way to train on pretrained weights; without weights it first fetches some. */
import type { Hello } from "../../protocol";
import type { App } from "./app";
import { defaultPart, partName, readDraft, writeDraft, type Draft } from "./draft";
import { editDraft } from "./editDraft";
import { fetchWeights } from "./startingWeights";

type TransferWay = Hello["transferWays"][number];

/** What is changed while weights are fetched stays as it was changed. */
export async function takeTransferWay(app: App, way: TransferWay): Promise<void> {
  const { draft, hello } = app.store.getState();
  if (!draft || !hello) return;
  let found: Draft = draft;
  if (way.needsWeights && !readDraft(draft, "model.weights")) {
    const entry = weightsFor(hello, draft);
    const part = hello.parts.models.find(({ name }) => name === entry?.architecture);
    if (!entry || !part) return;
    const isChosen = part.name === partName(draft, "model");
    const before = await fetchWeights(app, entry.name, isChosen ? undefined : defaultPart(part));
    if (!before) return;
    found = before;
  }
  const isUnchanged = (path: string) =>
    JSON.stringify(readDraft(found, path)) === JSON.stringify(readDraft(draft, path));
  for (const [path, value] of applicable(app.store.getState().draft, way))
    if (isUnchanged(path)) editDraft(app, path, value);
}

/** What a way of training that needs weights would fetch: the model's own, else the smallest. */
export function weightsFor({ catalogue }: Pick<Hello, "catalogue">, draft: Draft) {
  const architecture = partName(draft, "model");
  return catalogue.find((entry) => entry.architecture === architecture) ?? catalogue[0];
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
