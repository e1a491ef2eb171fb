import { expect, test } from "vitest";
import { powerTicks } from "./powerTicks";

test("names the powers of ten within the range, ends included, and not too many", () => {
  expect(powerTicks(1e-3, 1)).toEqual([1e-3, 1e-2, 0.1, 1]);
  expect(powerTicks(0.02, 3)).toEqual([0.1, 1]);
  expect(powerTicks(0.2, 0.3)).toEqual([]);
  expect(powerTicks(1e-7, 10)).toEqual([1e-7, 1e-5, 1e-3, 0.1, 10]);
});
