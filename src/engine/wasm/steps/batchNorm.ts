/** BatchNorm with what follows it: in training by the batch, in eval mode by running statistics. */
import type { NormStep, StepActivation, TensorId } from "../../plan/program";
import { chunkRowsOf, limitsOf, unitsOf, type Lower, type Places } from "./step";

/** As in `kernels/batchNorm.ts`. */
const UNIT_CHANNELS = 16;
const PANEL = 8;

export const batchNormTrain: Lower<"batchNormTrain"> = (step, at) => {
  const { norm, activation } = step;
  const { rows, channels } = norm;
  const x = at.tensor(step.x);
  const chunkRows = chunkRowsOf(channels);
  const partCount = unitsOf(rows, chunkRows);
  const parts = at.scratch(partCount * 2 * channels);
  const scale = at.scratch(channels);
  const offset = at.scratch(channels);
  at.emit("batchNormMoments", partCount, { x, rows, channels, chunkRows, parts });
  at.emit("batchNormStatistics", unitsOf(channels, UNIT_CHANNELS), {
    x,
    parts,
    partCount,
    rows,
    channels,
    weight: at.parameter(norm.weight),
    bias: at.parameter(norm.bias),
    epsilon: norm.epsilon,
    momentum: norm.momentum,
    runningMean: at.buffer(norm.runningMean),
    runningVariance: at.buffer(norm.runningVariance),
    statistics: at.tensor(step.statistics),
    scale,
    offset,
  });
  at.emit("affine", partCount, {
    x,
    y: at.tensor(step.y),
    residual: step.residual === null ? 0 : at.tensor(step.residual),
    rows,
    channels,
    chunkRows,
    scale,
    offset,
    ...limitsOf(activation),
  });
};

export const batchNormEval: Lower<"batchNormEval"> = ({ x, y, residual, norm, activation }, at) => {
  const { rows, channels } = norm;
  const chunkRows = chunkRowsOf(channels);
  at.emit("affine", unitsOf(rows, chunkRows), {
    x: at.tensor(x),
    y: at.tensor(y),
    residual: residual === null ? 0 : at.tensor(residual),
    rows,
    channels,
    chunkRows,
    ...foldNorm(at, norm, 0),
    ...limitsOf(activation),
  });
};

/** Scale and offset of each channel, padded to whole panels; `convolutionBias` is 0 for none. */
export function foldNorm(
  at: Places,
  norm: NormStep,
  convolutionBias: number,
): { scale: number; offset: number } {
  const { channels } = norm;
  const padded = Math.ceil(channels / PANEL) * PANEL;
  const scale = at.scratch(padded);
  const offset = at.scratch(padded);
  at.emit("batchNormFold", unitsOf(channels, UNIT_CHANNELS), {
    weight: at.parameter(norm.weight),
    bias: at.parameter(norm.bias),
    runningMean: at.buffer(norm.runningMean),
    runningVariance: at.buffer(norm.runningVariance),
    convolutionBias,
    epsilon: norm.epsilon,
    channels,
    scale,
    offset,
  });
  return { scale, offset };
}

export const batchNormGradient: Lower<"batchNormGradient"> = (step, at) => {
  const { norm } = step;
  const { rows, channels } = norm;
  const partCount = unitsOf(rows, chunkRowsOf(channels));
  const weightGradient = at.wholeGradient(norm.weight);
  const biasGradient = at.wholeGradient(norm.bias);
  const values = {
    x: at.tensor(step.x),
    ...gradientPlaces(step, at),
    statistics: at.tensor(step.statistics),
    weight: at.parameter(norm.weight),
    weightGradient: weightGradient.address,
    biasGradient: biasGradient.address,
    areGradientsAdded: weightGradient.isAdded,
    parts: at.scratch(partCount * 2 * channels),
    partCount,
    coefficients: at.scratch(3 * channels),
  };
  at.emit("batchNormGradientSums", partCount, values);
  at.emit("batchNormGradientCoefficients", unitsOf(channels, UNIT_CHANNELS), values);
  at.emit("batchNormGradientApply", partCount, values);
};

export const batchNormEvalGradient: Lower<"batchNormEvalGradient"> = (step, at) => {
  const { rows, channels } = step.norm;
  at.emit("affineGradient", unitsOf(rows, chunkRowsOf(channels)), {
    ...gradientPlaces(step, at),
    scale: foldNorm(at, step.norm, 0).scale,
  });
};

interface GradientStep {
  y: TensorId;
  dy: TensorId;
  dx: TensorId;
  accumulate: boolean;
  residualGradient: { id: TensorId; accumulate: boolean } | null;
  norm: NormStep;
  activation: StepActivation;
}

function gradientPlaces(step: GradientStep, at: Places) {
  const { norm, activation, residualGradient } = step;
  // A sum of a BatchNorm with its own input: the kernels write that input's gradient first.
  const isShared = residualGradient?.id === step.dx;
  return {
    // Without an activation the output is gone by now.
    y: activation === "none" ? 0 : at.tensor(step.y),
    dy: at.tensor(step.dy),
    dx: at.tensor(step.dx),
    isAdded: Number(isShared ? residualGradient.accumulate : step.accumulate),
    residualGradient: residualGradient ? at.tensor(residualGradient.id) : 0,
    isResidualAdded: Number(isShared || residualGradient?.accumulate),
    rows: norm.rows,
    channels: norm.channels,
    chunkRows: chunkRowsOf(norm.channels),
    hasActivation: Number(activation !== "none"),
    ...limitsOf(activation),
  };
}
