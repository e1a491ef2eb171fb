/**
 * The network of `optimizers_closed_loop` and its gradient on plain numbers:
 * y = σ(W1 · σ(W0 · x + b0) + b1), the loss is Σ y over the inputs.
 */
import type { Rounding } from "./numberArithmetic";

/** W0 `[hidden × inputs]`, b0 `[hidden]`, W1 `[1 × hidden]`, b1 `[1]`, each row after row. */
export type NetworkParameters = readonly [number[], number[], number[], number[]];

/** Gradients in the parameters' order, each operation rounded. */
export function networkGradients(
  inputs: readonly (readonly number[])[],
  [w0, b0, w1, b1]: NetworkParameters,
  round: Rounding,
): NetworkParameters {
  const sum = (values: number[]) => values.reduce((total, value) => round(total + value), 0);
  const sigmoid = (value: number) => round(1 / (1 + Math.exp(-value)));
  const slope = (y: number) => round(y * round(1 - y));
  const gradients: NetworkParameters = [w0.map(zero), b0.map(zero), w1.map(zero), b1.map(zero)];
  const add = (at: 0 | 1 | 2 | 3, i: number, value: number) =>
    (gradients[at][i] = round(gradients[at][i]! + value));

  for (const x of inputs) {
    const hidden = b0.map((bias, h) =>
      sigmoid(round(sum(x.map((value, i) => round(w0[h * x.length + i]! * value))) + bias)),
    );
    const y = sigmoid(round(sum(hidden.map((value, h) => round(w1[h]! * value))) + b1[0]!));
    const outer = slope(y);
    add(3, 0, outer);
    hidden.forEach((value, h) => {
      add(2, h, round(outer * value));
      const inner = round(round(outer * w1[h]!) * slope(value));
      add(1, h, inner);
      x.forEach((input, i) => add(0, h * x.length + i, round(inner * input)));
    });
  }
  return gradients;
}

const zero = () => 0;
