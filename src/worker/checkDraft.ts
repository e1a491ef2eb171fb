/** What the page is told of the configuration that is being edited. */
import { z } from "zod";
import type { Dataset } from "../data/dataset";
import { splits } from "../data/split";
import type { MemoryLimits } from "../engine/memoryPlan";
import type { Tier } from "../engine/tier";
import { buildPart, registrySchema } from "../lib/part";
import type { ConfigCheck } from "../protocol";
import { defaultConfig, parseConfig } from "../train/config";
import { planRun } from "../train/plan";
import type { Weights } from "./Weights";
import { previewRates } from "../train/previewRates";

/** `device` is where the run would be; without it nothing is said of memory. */
export function checkDraft(
  value: unknown,
  dataset: Dataset | null,
  device: { tier: Tier; limits: MemoryLimits } | null = null,
): ConfigCheck {
  const { config, errors } = parseConfig(value);
  const trainingImageCount = dataset && countTrainingImages(value, dataset);
  if (!config)
    return {
      errors,
      config: null,
      rates: [],
      ratesAreMadeUp: false,
      trainingImageCount,
      plan: null,
    };
  const planned = dataset ? planRun(config, dataset, device) : { errors: [], plan: null };
  const preview = previewRates(config, planned.plan?.stepsPerEpoch ?? null);
  return {
    errors: planned.errors,
    config: planned.errors.length > 0 ? null : config,
    rates: preview.rates,
    ratesAreMadeUp: preview.isMadeUp,
    trainingImageCount,
    plan: planned.plan,
  };
}

const draftWithSplit = z.object({ data: z.object({ split: registrySchema(splits) }) });

/** What else is wrong with the draft does not matter to it, nor does the seed. */
function countTrainingImages(value: unknown, dataset: Dataset): number {
  const { data: draft } = draftWithSplit.safeParse(value);
  const split = draft?.data.split ?? defaultConfig.data.split;
  return buildPart(splits, split, undefined)(dataset, defaultConfig.seed).train.length;
}

/** With what else keeps the run from starting. */
export async function withProblems(check: ConfigCheck, weights: Weights): Promise<ConfigCheck> {
  const problems = check.config ? await weights.problems(check.config) : [];
  if (problems.length === 0) return check;
  return { ...check, errors: [...check.errors, ...problems], config: null };
}
