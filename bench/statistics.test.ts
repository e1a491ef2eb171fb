import { expect, test } from "vitest";
import { median } from "./statistics";

test("the median is the middle value, whatever the order", () => {
  expect(median([9, 1, 5])).toBe(5);
});

test("of two middle values it is their mean", () => {
  expect(median([4, 100, 2, 1])).toBe(3);
});

test("of nothing there is none", () => {
  expect(median([])).toBeNaN();
});
