import { expect, test } from "vitest";
import {
  formatBytes,
  formatCounted,
  formatDuration,
  formatFigure,
  formatLoss,
  formatRate,
} from "./format";

test.each([
  [0.001, "0.001"],
  [1e-5, "1e-5"],
  [0.0003142, "3.14e-4"],
  [0.1, "0.1"],
  [0, "0"],
  [2.5e7, "2.5e7"],
])("the rate %d is written %s", (rate, text) => {
  expect(formatRate(rate)).toBe(text);
});

test.each([
  [900, "1 kB"],
  [181_900_000, "182 MB"],
  [2_310_000_000, "2.31 GB"],
])("%d bytes are written %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0.43512, "0.435"],
  [12.345, "12.3"],
  [0.0000123, "1.23e-5"],
  [0, "0.000"],
  [4.02e24, "4.02e24"],
  [NaN, "NaN"],
])("the loss %d is written %s", (loss, text) => {
  expect(formatLoss(loss)).toBe(text);
});

test.each([
  [45.4, "45 s"],
  [200, "3 min 20 s"],
  [3600, "1 h"],
  [7500, "2 h 5 min"],
])("%d seconds are %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test("measured numbers have three digits and a real minus", () => {
  expect([0.12345, -0.5, -0.0000123, 4561.2].map(formatFigure)).toEqual([
    "0.123",
    "−0.5",
    "−1.23e-5",
    "4560",
  ]);
});

test("one thing has no plural", () => {
  expect(formatCounted(1, "class", "classes")).toBe("1 class");
  expect(formatCounted(1200, "class", "classes")).toBe("1,200 classes");
});
