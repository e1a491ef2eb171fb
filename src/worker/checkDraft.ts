/** What the page is told of the configuration that is being edited. */
import type { Dataset } from "../data/dataset";
import type { MemoryLimits } from "../engine/memoryPlan";
import type { Tier } from "../engine/tier";
import type { ConfigCheck } from "../protocol";
import { parseConfig } from "../train/config";
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
  if (!config) return { errors, config: null, rates: [], ratesAreMadeUp: false, plan: null };
  const planned = dataset ? planRun(config, dataset, device) : { errors: [], plan: null };
  const preview = previewRates(config, planned.plan?.stepsPerEpoch ?? null);
  return {
    errors: planned.errors,
    config: planned.errors.length > 0 ? null : config,
    rates: preview.rates,
    ratesAreMadeUp: preview.isMadeUp,
    plan: planned.plan,
  };
}

/** With what else keeps the run from starting. */
export async function withProblems(check: ConfigCheck, weights: Weights): Promise<ConfigCheck> {
  const problems = check.config ? await weights.problems(check.config) : [];
  if (problems.length === 0) return check;
  return { ...check, errors: [...check.errors, ...problems], config: null };
}
