/** The part of `grad_accum` that counts optimizer steps; ours always make the last, shorter window. */
import { z } from "zod";
import { stepsPerEpochOf } from "../train/recipe";
import { expectClose, float64 } from "./compare";
import type { Check } from "./section";

const windowCase = z.looseObject({
  micro_batches: z.int(),
  accumulate: z.int(),
  optimizer_steps_flush_last: z.int(),
});

const content = z.looseObject({ cases: z.array(z.unknown()) });

export function windowSteps(value: unknown): Check[] {
  if (value === undefined) return [];
  return content.parse(value).cases.map((it, i) => ({
    id: `window_bookkeeping/${i}`,
    run: () => {
      const { micro_batches, accumulate, optimizer_steps_flush_last } = windowCase.parse(it);
      const training = { batchSize: 1, accumulationSteps: accumulate };
      const steps = stepsPerEpochOf(micro_batches, training);
      expectClose("optimizer_steps", steps, optimizer_steps_flush_last, float64);
    },
  }));
}
