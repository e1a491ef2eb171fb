/** The metrics that the best checkpoint can be chosen by. */
import { accuracy } from "./accuracy";
import { macroF1 } from "./macroF1";
import type { Metric } from "./metric";
import { validationLoss } from "./validationLoss";

export const metrics = { validationLoss, accuracy, macroF1 } satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;
