/** What is done to a convolution's sums before they are stored. */
import type { NormStep, Slice, StepActivation, TensorId } from "../../plan/program";
import { flat, flatPair, read, tensor, type Binding } from "../kernel";
import { activationCode } from "./activationCode";
import type { Vector } from "./vector";

export interface Epilogue {
  bindings: Binding[];
  /** Code before the first store, for the vector of channels `channel`. */
  prepare(channel: string, suffix: string): string;
  /** From the sum to the output at index `at`. */
  finish(sum: string, at: string, suffix: string): string;
}

export function biasEpilogue(bias: Slice | null, { type }: Vector): Epilogue {
  if (!bias) return { bindings: [], prepare: () => "", finish: (sum) => sum };
  return {
    bindings: [read("biases", type, flat("parameters", bias))],
    prepare: (channel, suffix) => `  let bias${suffix} = biases[${channel}];`,
    finish: (sum, _, suffix) => `${sum} + bias${suffix}`,
  };
}

export interface NormTail {
  bias: Slice | null;
  norm: NormStep;
  residual: TensorId | null;
  activation: StepActivation;
}

/** BatchNorm by the running statistics, then the residual sum and the activation. */
export function normEpilogue(
  { bias, norm, residual, activation }: NormTail,
  { type, width }: Vector,
): Epilogue {
  const affine = flatPair("parameters", norm.weight, norm.bias);
  const running = flatPair("buffers", norm.runningMean, norm.runningVariance);
  const bindings = [
    read("affine", type, affine.place),
    read("running", type, running.place),
    ...(bias ? [read("biases", type, flat("parameters", bias))] : []),
    ...(residual === null ? [] : [read("residual", type, tensor(residual))]),
  ];
  return {
    bindings,
    prepare: (channel, suffix) => `
  let scale${suffix} = affine[${channel}] / sqrt(running[${channel} + ${running.secondAt / width}] + ${type}(${norm.epsilon}));
  let shift${suffix} = affine[${channel} + ${affine.secondAt / width}] + (${bias ? `biases[${channel}]` : `${type}(0)`} - running[${channel}]) * scale${suffix};`,
    finish: (sum, at, suffix) => {
      const normalized = `(${sum}) * scale${suffix} + shift${suffix}`;
      const total = residual === null ? normalized : `${normalized} + residual[${at}]`;
      return activationCode[activation].apply(total, type);
    },
  };
}
