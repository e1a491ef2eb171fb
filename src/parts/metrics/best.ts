/** Which epoch is the best, and when to stop waiting for a better one. */
import type { Evaluation } from "./evaluation";
import { metrics, type MetricName } from ".";
import type { Metric } from "./metric";

/**
 * True where `value` is strictly better than `best` by more than `minDelta`. Anything but NaN is
 * better than no best at all: a first macro-F1 of 0 is the best so far. NaN never is.
 */
export function improves(
  value: number,
  best: number | null,
  better: Metric["better"],
  minDelta = 0,
): boolean {
  const worst = better === "higher" ? -Infinity : Infinity;
  const bar = best ?? worst;
  return better === "higher" ? value > bar + minDelta : value < bar - minDelta;
}

/** Whether this epoch's evaluation beats the best one so far. */
export function isBetter(
  name: MetricName,
  evaluation: Evaluation,
  best: { value: number } | null,
): boolean {
  const metric = metrics[name];
  return improves(metric.of(evaluation), best?.value ?? null, metric.better);
}

/**
 * True once `patience` epochs in a row were not better; `epoch` counts the epochs that are over, and
 * the best one counts from 1. Without patience never.
 */
export function isStalled(
  { epoch, best }: { epoch: number; best: { epoch: number } | null },
  patience: number | null,
): boolean {
  return patience !== null && epoch - (best?.epoch ?? 0) >= patience;
}
