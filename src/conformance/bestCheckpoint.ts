/** Golden section `best_checkpoint`: which epochs are saved, and when patience ends. */
import { z } from "zod";
import { improves, isStalled } from "../parts/metrics/best";
import { expectClose, float64 } from "./compare";
import { real, vector } from "./nested";
import { casesSection } from "./section";

const bestCase = z.looseObject({
  id: z.string(),
  mode: z.enum(["min", "max"]),
  min_delta: z.number().default(0),
  patience: z.int().nullable(),
  inputs: z.looseObject({ metric: vector }),
  expected: z.looseObject({
    best_epoch: z.int().nullable(),
    best: real.nullable(),
    save_epochs: vector,
    stopped_after_epoch: z.int().nullable(),
  }),
});

export const bestCheckpoint = casesSection(bestCase, ({ mode, min_delta, patience, ...golden }) => {
  const { metric } = golden.inputs;
  const { expected } = golden;
  const better = mode === "max" ? "higher" : "lower";
  const saved: number[] = [];
  let best: { epoch: number; value: number } | null = null;
  let stoppedAfter: number | null = null;
  for (const [epoch, value] of metric.entries()) {
    if (improves(value, best?.value ?? null, better, min_delta)) {
      best = { epoch: epoch + 1, value };
      saved.push(epoch);
    }
    if (isStalled({ epoch: epoch + 1, best }, patience)) {
      stoppedAfter = epoch;
      break;
    }
  }
  expectClose("save_epochs", saved, expected.save_epochs, float64);
  const orNone = (value: number | null) => value ?? -1;
  expectClose("best_epoch", best ? best.epoch - 1 : -1, orNone(expected.best_epoch), float64);
  if (expected.best !== null) expectClose("best", best?.value ?? NaN, expected.best, float64);
  expectClose(
    "stopped_after_epoch",
    orNone(stoppedAfter),
    orNone(expected.stopped_after_epoch),
    float64,
  );
});
