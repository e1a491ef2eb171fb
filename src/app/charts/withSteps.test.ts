import { expect, test } from "vitest";
import { withSteps } from "./withSteps";

const at = (epoch: number, learningRate: number) => ({ epoch, learningRate });

test("a rate that holds for an epoch holds from its beginning", () => {
  const rates = [at(0.3, 0.1), at(0.9, 0.1), at(1, 0.1), at(1.4, 0.01), at(2, 0.01)];
  const rows = withSteps(rates);
  expect(rows.map(({ learningRate }) => learningRate)).toEqual([
    0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01,
  ]);
  expect(rows[0]!.epoch).toBeCloseTo(0, 3);
  expect(rows[4]!.epoch).toBeCloseTo(1, 3);
  expect(rows[4]!.epoch).toBeGreaterThan(1);
});

test("a rate that moves within an epoch, or was told once, is drawn as told", () => {
  const rates = [at(0.5, 0.1), at(1, 0.2), at(2, 0.3), at(2.5, 0.3), at(2.9, 0.31)];
  expect(withSteps(rates)).toEqual(rates);
});
