/** Activations in WGSL, and the gradient through them, told from their output. */
import type { StepActivation } from "../../plan/program";

interface ActivationCode {
  apply(value: string, type: string): string;
  /** `gradient` where the activation let it through, by its output. */
  gradient(gradient: string, output: string, type: string): string;
}

export const activationCode: Record<StepActivation, ActivationCode> = {
  none: { apply: (value) => value, gradient: (gradient) => gradient },
  relu: {
    apply: (value, type) => `max(${value}, ${type}(0))`,
    gradient: (gradient, output, type) => `select(${type}(0), ${gradient}, ${output} > ${type}(0))`,
  },
  relu6: {
    apply: (value, type) => `clamp(${value}, ${type}(0), ${type}(6))`,
    gradient: (gradient, output, type) =>
      `select(${type}(0), ${gradient}, (${output} > ${type}(0)) & (${output} < ${type}(6)))`,
  },
};
