import { expect, test } from "vitest";
import { lossRows, rateRows, scoreRows, valueAt, type LossRow } from "./chartRows";

const record = (epoch: number) => ({
  epoch,
  trainLoss: 1,
  valLoss: 2,
  accuracy: 0.5,
  macroF1: 0.4,
  perClassF1: [0.4],
  learningRate: 0.1,
  seconds: 1,
  imagesPerSecond: 1,
});
const point = (epoch: number, trainLoss: number) => ({ epoch, trainLoss, learningRate: 0.1 });

test("steps and epochs share one axis in order", () => {
  const rows = lossRows({
    trace: [point(0.5, 3), point(1, 3)],
    epochs: [record(1)],
    epochsBefore: 0,
  });
  expect(rows.map(({ epoch }) => epoch)).toEqual([0.5, 1]);
  expect(rows[1]).toMatchObject({ train: 3, validation: 2 });
});

test("the smoothed loss is not drawn towards its start", () => {
  const trace = Array.from({ length: 20 }, (_, step) => point((step + 1) / 20, 3));
  for (const { train } of lossRows({ trace, epochs: [], epochsBefore: 0 }))
    expect(train).toBeCloseTo(3, 12);
});

test("epochs from a checkpoint, which left no steps, are drawn by their mean loss", () => {
  const run = { trace: [point(1.5, 3), point(2, 3)], epochs: [record(1)], epochsBefore: 1 };
  expect(lossRows(run)[0]).toMatchObject({ epoch: 1, train: 1 });
});

test("the plan is there before the run, and its past beside it", () => {
  const planned = [
    { epoch: 0, learningRate: 0.3 },
    { epoch: 0.5, learningRate: 0.2 },
  ];
  expect(rateRows(null, planned)).toEqual([
    { epoch: 0, planned: 0.3 },
    { epoch: 0.5, planned: 0.2 },
  ]);
  const run = { trace: [point(0.5, 3)], epochs: [record(1)], epochsBefore: 0 };
  expect(rateRows(run, planned)).toEqual([
    { epoch: 0, planned: 0.3 },
    { epoch: 1e-4, rate: 0.1 },
    { epoch: 0.5, planned: 0.2, rate: 0.1 },
    { epoch: 1, rate: 0.1 },
  ]);
});

test("epochs without validation have no scores", () => {
  const unmeasured = { ...record(2), accuracy: null, macroF1: null, perClassF1: null };
  expect(scoreRows([record(1), unmeasured]).map(({ epoch }) => epoch)).toEqual([1]);
});

test("a long run is thinned to what can be drawn quickly, to its newest values", () => {
  const run = {
    trace: Array.from({ length: 2000 }, (_, step) => point(step / 2 + 0.25, 1)),
    epochs: Array.from({ length: 1000 }, (_, epoch) => record(epoch + 1)),
    epochsBefore: 0,
  };
  const planned = Array.from({ length: 800 }, (_, step) => ({ epoch: step, learningRate: 1 }));
  for (const rows of [lossRows(run), rateRows(run, planned), scoreRows(run.epochs)]) {
    expect(rows.length).toBeLessThanOrEqual(600);
    expect(rows.at(-1)?.epoch).toBe(1000);
  }
});

test("a legend names the last value before the hovered moment, and none of the future", () => {
  const rows: LossRow[] = [
    { epoch: 1, validation: 5 },
    { epoch: 1.5, train: 1 },
    { epoch: 2, validation: 4 },
    { epoch: 9, train: 1 },
  ];
  const pick = (row: LossRow) => row.validation;
  expect(valueAt(rows, 1.5, pick)).toBe(5);
  expect(valueAt(rows, null, pick)).toBe(4);
  expect(valueAt(rows, 9, pick)).toBeUndefined();
});
