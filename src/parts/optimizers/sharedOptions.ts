/** The options that optimizers share. */
import type { Option } from "../../lib/part";

export const learningRate = <const D extends number>(defaultRate: D) =>
  ({
    kind: "number",
    label: "Learning rate",
    help: "The base rate, which the schedule starts from.",
    default: defaultRate,
    min: 0,
    exclusiveMin: true,
    max: 1000,
  }) as const satisfies Option;

export const weightDecay = <const D extends number>(defaultDecay: D, help: string) =>
  ({
    kind: "number",
    label: "Weight decay",
    help,
    default: defaultDecay,
    min: 0,
    max: 10,
    step: 0.001,
  }) as const satisfies Option;
