/** A metric that the best checkpoint can be chosen by. */
import type { Evaluation } from "./evaluation";

export interface Metric {
  label: string;
  help: string;
  better: "higher" | "lower";
  of(evaluation: Evaluation): number;
}

export const metric = (metric: Metric) => metric;
