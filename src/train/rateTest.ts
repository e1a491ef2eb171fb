/**
 * The learning-rate range test: a throw-away model is trained while the rate grows from step to step,
 * to see where the loss falls and where it diverges. https://arxiv.org/abs/1506.01186; growth,
 * smoothing and the rule for divergence are those of fastai's `lr_find`.
 */
import { z } from "zod";
import type { Engine } from "../engine/engine";
import { optionsShape, type Options, type Values } from "../lib/part";
import type { FieldError } from "./config";
import type { Recipe } from "./recipe";
import { trainStep } from "./trainStep";
import { orderOf } from "./window";

const SMOOTHING = 0.98;
const DIVERGED_AT_TIMES_BEST = 4;

export const rateTestFields = {
  from: {
    kind: "number",
    label: "Lowest rate",
    default: 1e-7,
    min: 0,
    exclusiveMin: true,
    max: 1000,
  },
  to: {
    kind: "number",
    label: "Highest rate",
    default: 10,
    min: 0,
    exclusiveMin: true,
    max: 1000,
  },
  steps: {
    kind: "integer",
    label: "Steps",
    help: "Optimizer steps, each with a rate of its own.",
    default: 100,
    min: 20,
    max: 2000,
    step: 10,
  },
  growth: {
    kind: "choice",
    label: "Growth",
    default: "exponential",
    choices: [
      { value: "exponential", label: "Exponential: each rate a fixed factor above the last" },
      { value: "linear", label: "Linear: each rate a fixed amount above the last" },
    ],
  },
} as const satisfies Options;

export type RateTestOptions = Values<typeof rateTestFields>;

export interface RatePoint {
  learningRate: number;
  /** Of this step's images alone, before the step. */
  loss: number;
  /** The moving average of the losses so far, corrected for its start at 0. */
  smoothedLoss: number;
}

export type RateTestEnd = "finished" | "diverged";

const schema = z.strictObject(optionsShape(rateTestFields)).superRefine((options, issues) => {
  const { from, to } = options as RateTestOptions;
  if (!(from < to))
    issues.addIssue({ code: "custom", path: ["to"], message: "Must be above the lowest rate." });
});

/** Fills in defaults; a message per field that cannot be. */
export function parseRateTest(
  value: unknown,
): { options: RateTestOptions; errors: [] } | { options: null; errors: FieldError[] } {
  const result = schema.safeParse(value);
  if (result.success) return { options: result.data as RateTestOptions, errors: [] };
  const errors = result.error.issues.map(({ path, message }) => ({
    path: path.join("."),
    message,
  }));
  return { options: null, errors };
}

/** The rate of step `step`, from 0: the first is `from`, the last `to`. */
export function rateAt({ from, to, steps, growth }: RateTestOptions, step: number): number {
  const share = step / (steps - 1);
  return growth === "linear" ? from + (to - from) * share : from * (to / from) ** share;
}

/**
 * Trains `engine`, whose weights are of no use afterwards, with the recipe's own loss, optimizer,
 * batches and accumulation. Ends early once the smoothed loss is four times its best, or no number.
 */
export async function* testRates(
  recipe: Recipe,
  engine: Engine,
  options: RateTestOptions,
): AsyncGenerator<RatePoint, RateTestEnd> {
  const { stepsPerEpoch } = recipe;
  let order = orderOf(recipe, 0);
  let average = 0;
  let best = Infinity;
  for (let step = 0; step < options.steps; step++) {
    const epoch = Math.floor(step / stepsPerEpoch);
    const stepInEpoch = step % stepsPerEpoch;
    if (step > 0 && stepInEpoch === 0) order = orderOf(recipe, epoch);
    const learningRate = rateAt(options, step);
    engine.zeroLoss();
    const denominator = trainStep(recipe, engine, order, { epoch, stepInEpoch }, { learningRate });
    const loss = (await engine.readLossSum()) / denominator;
    if (!Number.isFinite(loss)) return "diverged";
    average = SMOOTHING * average + (1 - SMOOTHING) * loss;
    const smoothedLoss = average / (1 - SMOOTHING ** (step + 1));
    yield { learningRate, loss, smoothedLoss };
    if (smoothedLoss > DIVERGED_AT_TIMES_BEST * best) return "diverged";
    best = Math.min(best, smoothedLoss);
  }
  return "finished";
}
