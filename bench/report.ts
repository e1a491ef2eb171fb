/** What a run of the benchmark says: the rows, and the ratios that are promised. */
import type { Case } from "./cases";
import type { Measurement } from "./interleave";
import { trainingFlops } from "./trainingFlops";

export interface Row {
  engine: string;
  tier: string;
  model: string;
  imageSizePx: number;
  batch: number;
  /** The median of interleaved repetitions. Numbers are null where they could not be measured. */
  stepMs: number | null;
  /** Kernels a step. */
  dispatches: number | null;
  /** A step keeps the thread that drives the engine busy for this long. */
  cpuMs: number | null;
  peakBytes: number | null;
  /** Of the convolutions' and linear layers' arithmetic in forward and backward. */
  gflops: number | null;
  /** Only where the row has no numbers. */
  why?: string;
}

export interface Ratio {
  name: string;
  model: string;
  value: number | null;
  /** For example "≤ 1.3". */
  goal: string;
  /** null where the value could not be measured. */
  holds: boolean | null;
}

export interface Report {
  machine: Record<string, string | number | null>;
  commit: string;
  rows: Row[];
  ratios: Ratio[];
}

export function rowOf({ label, model, batch }: Case, { contender, result, why }: Measurement): Row {
  const { engine, tier } = contender;
  const named = { engine, tier, model: label, imageSizePx: model.imageSizePx, batch };
  if (!result)
    return {
      ...named,
      ...{ stepMs: null, dispatches: null, cpuMs: null, peakBytes: null, gflops: null },
      why: why ?? "",
    };
  const { stepMs, dispatches, busyMs, peakBytes } = result;
  const gflops = trainingFlops(model, batch) / (stepMs * 1e6);
  return { ...named, stepMs, dispatches, cpuMs: busyMs, peakBytes, gflops };
}
