/** The options of Adam and its relatives, which keep means of the gradient and of its size. */
import type { Options } from "../../lib/part";

const beta = { kind: "number", min: 0, max: 1, exclusiveMax: true, step: 0.001 } as const;

export const momentOptions = {
  beta1: {
    ...beta,
    label: "β₁",
    help: "How long the mean of the gradient remembers.",
    default: 0.9,
  },
  beta2: {
    ...beta,
    label: "β₂",
    help: "How long the mean of the squared gradient remembers.",
    default: 0.999,
  },
  epsilon: {
    kind: "number",
    label: "ε",
    help: "Added to the denominator, outside the root.",
    default: 1e-8,
    min: 0,
    exclusiveMin: true,
    max: 1,
  },
} as const satisfies Options;
