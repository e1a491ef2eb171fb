/** What the page is told of the configuration that is being edited. */
import type { Dataset } from "../data/dataset";
import type { ConfigCheck } from "../protocol";
import { parseConfig } from "../train/config";
import { planRun } from "../train/plan";
import { previewRates } from "../train/previewRates";

export function checkDraft(value: unknown, dataset: Dataset | null): ConfigCheck {
  const { config, errors } = parseConfig(value);
  if (!config) return { errors, config: null, rates: [], ratesAreMadeUp: false, plan: null };
  const planned = dataset ? planRun(config, dataset) : { errors: [], plan: null };
  const preview = previewRates(config, planned.plan?.stepsPerEpoch ?? null);
  return {
    errors: planned.errors,
    config: planned.errors.length > 0 ? null : config,
    rates: preview.rates,
    ratesAreMadeUp: preview.isMadeUp,
    plan: planned.plan,
  };
}
