/** ReduceLROnPlateau by PyTorch's parameters and defaults. */
import { z } from "zod";

const number = (value: number) => z.number().default(value);
export const noWarmup = { warmupEpochs: 0, warmupStartFactor: 1 };

export const plateauParams = z.strictObject({
  mode: z.enum(["min", "max"]).default("min"),
  factor: number(0.1),
  patience: number(10),
  threshold: number(1e-4),
  threshold_mode: z.enum(["rel", "abs"]).default("rel"),
  cooldown: number(0),
  min_lr: number(0),
  eps: number(1e-8),
});

/** PyTorch's mode decides which of our metrics is followed. */
export function plateauConfig(params: z.infer<typeof plateauParams>) {
  const { mode, threshold_mode, min_lr, eps, ...rest } = params;
  return {
    name: "plateau",
    metric: mode === "min" ? "validationLoss" : "macroF1",
    thresholdMode: threshold_mode,
    minLearningRate: min_lr,
    epsilon: eps,
    ...rest,
    ...noWarmup,
  } as const;
}
