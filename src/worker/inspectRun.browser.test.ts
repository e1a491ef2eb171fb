import { expect, test } from "vitest";
import { readSafetensors } from "../parts/formats/safetensors";
import type { WorkerEvent } from "../protocol";
import { colouredSquares } from "../train/testRun";
import { Session } from "./Session";

/** 48 training images: an epoch is a window of three micro-batches, and one of two of which one is short. */
const config = {
  data: {
    imageSizePx: 8,
    classWeights: "balanced",
    augmentations: [{ name: "randomCrop", paddingPx: 1 }],
    mix: { name: "mixup" },
  },
  model: { name: "smallCnn", width: 4, dropout: 0.3, trainable: "features.2, features.3, head" },
  loss: { name: "focal", gamma: 2, labelSmoothing: 0.1 },
  optimizer: { name: "adamW", learningRate: 0.01 },
  schedule: { name: "oneCycle" },
  training: {
    epochs: 2,
    batchSize: 10,
    accumulationSteps: 3,
    clipNorm: 0.5,
    emaDecay: 0.9,
    unfreezeEpoch: 2,
  },
};

/** `onFirstStep` is called when the run tells its first optimizer step. */
async function startSession(onFirstStep: (session: Session) => void) {
  const events: WorkerEvent[] = [];
  const waiting = new Map<string, () => void>();
  const session = new Session((event) => {
    events.push(event);
    if (event.type === "runProgress" && !seen("runPaused")) onFirstStep(session);
    waiting.get(event.type)?.();
  });
  const seen = (type: WorkerEvent["type"]) => events.some((event) => event.type === type);
  const until = (type: WorkerEvent["type"]) =>
    seen(type) ? Promise.resolve() : new Promise<void>((resolve) => waiting.set(type, resolve));
  await session.chooseDevice("wasm");
  await session.images.import({ name: "squares", imageSizePx: 8 }, () =>
    Promise.resolve(colouredSquares(20)),
  );
  expect(await session.start(config)).toMatchObject({ ok: true });
  return { session, events, until };
}

/** What a run that is over has learned, without what depends on the clock. */
async function resultOf(session: Session, events: readonly WorkerEvent[]) {
  const epochs = events.flatMap((event) =>
    event.type === "epochEnded"
      ? [{ ...event.record, seconds: undefined, imagesPerSecond: undefined }]
      : [],
  );
  const file = await session.files.download("last-raw.safetensors");
  if (!file) throw new Error("The file was given up.");
  return { epochs, ...readSafetensors(new Uint8Array(await file.blob.arrayBuffer())) };
}

test("the next step of a paused run is inspected as it is then trained, and the run stays as it is", async () => {
  const straight = await startSession(() => undefined);
  await straight.until("runEnded");
  const expected = await resultOf(straight.session, straight.events);

  const { session, events, until } = await startSession((it) => it.run.pause());
  await until("runPaused");
  const answer = await session.trials.inspect({ of: "run" });
  if (!answer.ok || !answer.inspection) throw new Error("The step was not inspected.");
  const { inspection } = answer;
  expect(inspection).toMatchObject({ epoch: 0, stepInEpoch: 1, step: 1 });
  expect(inspection.microBatches.map(({ imageCount }) => imageCount)).toEqual([10, 8]);
  await session.resume();
  await until("runEnded");

  const { tensors, epochs } = await resultOf(session, events);
  expect(tensors).toEqual(expected.tensors);
  expect(epochs).toEqual(expected.epochs);
  // The epoch's loss is that of its two steps; the run has told the first one.
  const [first] = events.filter((event) => event.type === "runProgress");
  const { trainLoss, learningRate } = epochs[0]!;
  const ofEpoch = (30 * first!.trainLoss! + 18 * inspection.loss) / 48;
  expect(Math.abs(ofEpoch - trainLoss)).toBeLessThan(1e-5 * trainLoss);
  expect(inspection.denominator).toBeCloseTo(18, 5);
  expect(inspection.learningRate).toBe(learningRate);
});
