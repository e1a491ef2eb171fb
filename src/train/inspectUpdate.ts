/** What the optimizer did in an inspected step, from the state before it and the state after it. */
import type { EngineState } from "../engine/engine";
import { tensorStatistics } from "../lib/tensorStatistics";
import { parametersOf, type Model } from "../nn/model";
import type { ParameterInspection, RunningStatistics, StepInspection } from "./inspection";

interface Step {
  before: EngineState;
  after: EngineState;
  /** The window's sums, by parameter; a parameter that is not trained is missing. */
  gradients: Readonly<Record<string, Float32Array>>;
  denominator: number;
  clipNorm: number | null;
}

type UpdateInspection = Pick<
  StepInspection,
  "gradientNorm" | "clipNorm" | "clipCoefficient" | "parameters" | "runningStatistics"
>;

export function inspectUpdate(model: Model, step: Step): UpdateInspection {
  const { before, after, gradients, denominator, clipNorm } = step;
  const parameters = parametersOf(model).flatMap(({ name, shape }) => {
    const gradient = gradients[name]?.map((value) => value / denominator);
    return gradient ? [parameterOf(name, shape, gradient, step)] : [];
  });
  const gradientNorm = Math.hypot(...parameters.map((parameter) => parameter.gradientNorm));
  return {
    gradientNorm,
    clipNorm,
    // As `torch.nn.utils.clip_grad_norm_`.
    clipCoefficient: clipNorm === null ? 1 : Math.min(1, clipNorm / (gradientNorm + 1e-6)),
    parameters,
    runningStatistics: model.layers.flatMap((layer) =>
      layer.op === "batchNorm" ? [runningOf(layer.name, layer.momentum, before, after)] : [],
    ),
  };
}

function parameterOf(
  name: string,
  shape: readonly number[],
  gradient: Float32Array,
  { before, after }: Step,
): ParameterInspection {
  const old = before.parameters[name]!;
  const norm = normOf(old);
  const updateNorm = normOf(after.parameters[name]!.map((value, i) => value - old[i]!));
  const statistics = tensorStatistics(gradient);
  const state = after.optimizer[name];
  return {
    name,
    shape,
    norm,
    gradientNorm: statistics.norm,
    gradient: statistics,
    updateNorm,
    updateRatio: norm > 0 ? updateNorm / norm : null,
    slots: Object.entries(state?.slots ?? {}).map(([slot, values]) => ({
      name: slot,
      normBefore: normOf(before.optimizer[name]?.slots[slot] ?? []),
      normAfter: normOf(values),
    })),
    updates: state?.step ?? 0,
  };
}

function runningOf(
  layerName: string,
  momentum: number,
  before: EngineState,
  after: EngineState,
): RunningStatistics {
  const both = (buffer: string) => ({
    before: meanOf(before.buffers[`${layerName}.${buffer}`]!),
    after: meanOf(after.buffers[`${layerName}.${buffer}`]!),
  });
  return { layerName, momentum, mean: both("running_mean"), variance: both("running_var") };
}

function normOf(values: Iterable<number>): number {
  let squares = 0;
  for (const value of values) squares += value * value;
  return Math.sqrt(squares);
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
