import { expect, test } from "vitest";
import type { Run } from "../state/reduce";
import { chartRows, valueAt, type ChartRow } from "./chartRows";

type Drawn = Pick<Run, "trace" | "epochs" | "epochsBefore">;

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

test("a run's steps and epochs and its plan share one axis in order", () => {
  const run: Drawn = {
    trace: [point(0.5, 3), point(1, 3)],
    epochs: [record(1)],
    epochsBefore: 0,
  };
  const rows = chartRows(run, [
    { epoch: 0, learningRate: 0.1 },
    { epoch: 1, learningRate: 0.2 },
  ]);
  expect(rows.map(({ epoch }) => epoch)).toEqual([0, 0.5, 1]);
  expect(rows[2]).toMatchObject({ train: 3, validation: 2, macroF1: 0.4, plannedRate: 0.2 });
});

test("the smoothed loss is not drawn towards its start", () => {
  const trace = Array.from({ length: 20 }, (_, step) => point((step + 1) / 20, 3));
  const rows = chartRows({ trace, epochs: [], epochsBefore: 0 }, null);
  for (const { train } of rows) expect(train).toBeCloseTo(3, 12);
});

test("epochs from a checkpoint, which left no steps, are drawn by their mean loss", () => {
  const run: Drawn = { trace: [point(1.5, 3), point(2, 3)], epochs: [record(1)], epochsBefore: 1 };
  expect(chartRows(run, null)[0]).toMatchObject({ epoch: 1, train: 1 });
});

test("a long run is thinned to what can be drawn quickly", () => {
  const run: Drawn = {
    trace: Array.from({ length: 2000 }, (_, step) => point(step / 2 + 0.25, 1)),
    epochs: Array.from({ length: 1000 }, (_, epoch) => record(epoch + 1)),
    epochsBefore: 0,
  };
  const planned = Array.from({ length: 800 }, (_, step) => ({ epoch: step, learningRate: 1 }));
  expect(chartRows(run, planned).length).toBeLessThanOrEqual(1000);
});

test("a legend names the last value before the hovered moment, and none of the future", () => {
  const rows: ChartRow[] = [
    { epoch: 1, validation: 5 },
    { epoch: 1.5, train: 1 },
    { epoch: 2, validation: 4 },
    { epoch: 9, plannedRate: 0.1 },
  ];
  const pick = (row: ChartRow) => row.validation;
  expect(valueAt(rows, 1.5, pick)).toBe(5);
  expect(valueAt(rows, null, pick)).toBe(4);
  expect(valueAt(rows, 9, pick)).toBeUndefined();
});
