import { expect, test } from "vitest";
import { batchesOf } from "./preparation";

test("batches are whole ones and what is left", () => {
  expect(batchesOf(100, 32)).toEqual([32, 4]);
  expect(batchesOf(64, 32)).toEqual([32]);
  expect(batchesOf(5, 32)).toEqual([5]);
  expect(batchesOf(0, 32)).toEqual([]);
});
