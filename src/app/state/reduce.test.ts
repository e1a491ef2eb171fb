import { expect, test } from "vitest";
import { defaultConfig } from "../../train/config";
import type { EpochRecord, RunEvent, RunSummary } from "../../train/events";
import { reduce, type Run } from "./reduce";

const summary: RunSummary = {
  runId: "a",
  config: defaultConfig,
  device: { tier: "wasm", detail: "1 thread", reason: "" },
  classes: ["cat", "dog"],
  imageCounts: { train: 80, validation: 20, test: 0 },
  stepsPerEpoch: 10,
};

const started: RunEvent = {
  type: "runStarted",
  runId: "a",
  run: summary,
  dataName: "pets",
  epochs: [],
  best: null,
  confusion: null,
  isRestored: false,
};

const record = (epoch: number): EpochRecord => ({
  epoch,
  trainLoss: 1 / epoch,
  valLoss: 1 / epoch,
  accuracy: 0.5,
  macroF1: 0.5,
  perClassF1: [0.5, 0.5],
  learningRate: 0.1,
  seconds: 1,
  imagesPerSecond: 80,
});

const best = (epoch: number) => ({ epoch, metric: "macroF1", value: 0.5 });

const progress = (epoch: number, stepInEpoch: number) => ({
  type: "runProgress" as const,
  runId: "a",
  epoch,
  stepInEpoch,
  phase: "training" as const,
  phaseShare: null,
  trainLoss: 1,
  learningRate: 0.1,
  gradientNorm: null,
  imagesPerSecond: 80,
  secondsLeft: 3,
});

const ended = (epoch: number, isBest: boolean): RunEvent => ({
  type: "epochEnded",
  runId: "a",
  record: record(epoch),
  best: best(isBest ? epoch : 1),
  confusion: [
    [epoch, 0],
    [0, epoch],
  ],
  isBest,
});

const after = (...events: RunEvent[]): Run => {
  const run = events.reduce<Run | null>(reduce, null);
  if (!run) throw new Error("No run has started.");
  return run;
};

test("a run begins in training, with nothing known", () => {
  expect(after(started)).toMatchObject({ status: "training", epochs: [], best: null, trace: [] });
});

test("progress is placed at its fraction of the epoch", () => {
  const { trace, progress: last } = after(started, progress(2, 5));
  expect(trace).toEqual([{ epoch: 1.5, trainLoss: 1, learningRate: 0.1 }]);
  expect(last).toMatchObject({ epoch: 2, stepInEpoch: 5, secondsLeft: 3 });
});

test("validating has a status of its own, and the next epoch ends it", () => {
  const validating: RunEvent = { ...progress(1, 10), phase: "validating", trainLoss: null };
  expect(after(started, validating)).toMatchObject({ status: "validating", trace: [] });
  expect(after(started, validating, ended(1, true)).status).toBe("training");
});

test("the best epoch keeps its confusion while later ones are worse", () => {
  const run = after(started, ended(1, true), ended(2, false));
  expect(run.epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
  expect(run.best?.epoch).toBe(1);
  expect(run.bestConfusion?.epoch).toBe(1);
  expect(run.lastConfusion?.epoch).toBe(2);
});

test("pause and resume are what the worker says they are", () => {
  expect(after(started, { type: "runPaused", runId: "a" }).status).toBe("paused");
  const resumed = after(
    { ...started, isRestored: true },
    { type: "runPaused", runId: "a" },
    { type: "runResumed", runId: "a" },
  );
  expect(resumed).toMatchObject({ status: "training", isRestored: false });
});

test.each(["finished", "stopped", "earlyStopping", "diverged"] as const)(
  "a run that is %s keeps its epochs and says why",
  (reason) => {
    const run = after(started, ended(1, true), {
      type: "runEnded",
      runId: "a",
      reason,
      message: "Because.",
      best: best(1),
    });
    expect(run).toMatchObject({ status: reason, message: "Because." });
    expect(run.epochs).toHaveLength(1);
  },
);

test("a run that failed keeps what it had", () => {
  const run = after(started, ended(1, true), { type: "runFailed", runId: "a", message: "Broken." });
  expect(run).toMatchObject({ status: "failed", message: "Broken.", best: { epoch: 1 } });
});

test("events of another run change nothing", () => {
  const run = after(started);
  expect(reduce(run, { type: "runPaused", runId: "b" })).toBe(run);
  expect(reduce(null, { type: "runPaused", runId: "a" })).toBeNull();
});

test("a run from a checkpoint comes with its epochs, its best and that one's confusion", () => {
  const run = after({
    ...started,
    epochs: [record(1)],
    best: best(1),
    confusion: [[1]],
    isRestored: true,
  });
  expect(run).toMatchObject({
    epochsBefore: 1,
    best: { epoch: 1 },
    bestConfusion: { epoch: 1, counts: [[1]] },
    isRestored: true,
  });
});

test("a long run's trace stays bounded and keeps its newest point", () => {
  const events = Array.from({ length: 5000 }, (_, step) => progress(step + 1, 10));
  const { trace } = after(started, ...events);
  expect(trace.length).toBeLessThanOrEqual(2000);
  expect(trace.at(-1)?.epoch).toBe(5000);
});

test("a run that lost its device goes on from its newest state, and what came after is not drawn twice", () => {
  const recovered: RunEvent = {
    type: "runRecovered",
    runId: "a",
    epochsGone: 1.5,
    message: "The GPU was lost.",
  };
  const before = [progress(1, 5), ended(1, true), progress(2, 4), progress(2, 8)];
  const run = after(started, ...before, recovered, progress(2, 6));
  expect(run.trace.map(({ epoch }) => epoch)).toEqual([0.5, 1.4, 1.6]);
  expect(run).toMatchObject({ status: "training", recovery: "The GPU was lost." });
  expect(run.epochs).toHaveLength(1);
});
