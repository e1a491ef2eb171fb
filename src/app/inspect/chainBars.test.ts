import { expect, test } from "vitest";
import { tensorStatistics } from "../../lib/tensorStatistics";
import type { LayerInspection } from "../../train/inspection";
import { chainBars } from "./chainBars";

function layer(deviation: number, gradientNorm: number | null): LayerInspection {
  const output = tensorStatistics([-deviation, deviation]);
  return {
    train: output,
    eval: tensorStatistics([0, 0]),
    modeDifference: 0,
    deadShare: 0,
    gradient: gradientNorm === null ? null : tensorStatistics([gradientNorm]),
  };
}

test("forward bars are in proportion, by the mode", () => {
  const layers = [layer(1, 1), layer(4, 1)];
  expect(chainBars(layers, "forward", "train")).toEqual([
    { value: 1, share: 0.25 },
    { value: 4, share: 1 },
  ]);
  expect(chainBars(layers, "forward", "eval").map((bar) => bar!.share)).toEqual([0, 0]);
});

test("backward bars go by powers of ten; what has no gradient has no bar", () => {
  const bars = chainBars(
    [layer(1, null), layer(1, 1e-4), layer(1, 0.01), layer(1, 1)],
    "backward",
    "train",
  );
  expect(bars[0]).toBeNull();
  expect(bars.slice(1).map((bar) => Number(bar!.share.toFixed(2)))).toEqual([0.04, 0.52, 1]);
  // One size alone is neither small nor large.
  expect(chainBars([layer(1, 2)], "backward", "train")[0]!.share).toBeGreaterThan(0);
});
