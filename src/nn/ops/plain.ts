/** The ops that learn nothing: activation, pooling, dropout, residual addition. */
import { plainOp, slidingExtent, type BaseLayer } from "./op";

export type ActivationKind = "relu" | "relu6";

export interface Activation extends BaseLayer {
  op: "activation";
  kind: ActivationKind;
}
export const activation = plainOp<Activation>((_, [input]) => input!);

export interface MaxPool extends BaseLayer {
  op: "maxPool";
  kernelPx: number;
  stridePx: number;
  paddingPx: number;
}
export const maxPool = plainOp<MaxPool>(({ kernelPx, stridePx, paddingPx }, [input]) => [
  slidingExtent(input![0]!, kernelPx, stridePx, paddingPx),
  slidingExtent(input![1]!, kernelPx, stridePx, paddingPx),
  input![2]!,
]);

/** The mean over height and width, flattened: `[height, width, channels]` → `[channels]`. */
export interface GlobalAveragePool extends BaseLayer {
  op: "globalAveragePool";
}
export const globalAveragePool = plainOp<GlobalAveragePool>((_, [input]) => [input![2]!]);

export interface Dropout extends BaseLayer {
  op: "dropout";
  /** The share of numbers that are dropped, 0–1. */
  probability: number;
}
export const dropout = plainOp<Dropout>((_, [input]) => input!);

/** The sum of two inputs of one shape, for residual connections. */
export interface Add extends BaseLayer {
  op: "add";
}
export const add = plainOp<Add>((layer, [left, right]) => {
  if (String(left) !== String(right))
    throw new Error(
      `Layer "${layer.name}" adds unlike shapes [${String(left)}] and [${String(right)}].`,
    );
  return left!;
});
