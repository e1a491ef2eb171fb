/** The ops that learn nothing: activation, pooling, dropout, residual addition. */
import { sizeOf } from "../../lib/shape";
import { plainOp, slidingExtent, type BaseLayer, type LayerShape } from "./op";

/** Two limits on a number: the output alone tells where the gradient passes. */
export type ClampKind = "relu" | "relu6";

/** Those whose gradient is told from their input. `gelu` is the exact one, with the error function. */
export type CurveKind = "sigmoid" | "hardSigmoid" | "silu" | "hardSwish" | "gelu";

export type ActivationKind = ClampKind | CurveKind;

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
export const maxPool = plainOp<MaxPool>(pooledShape);

/** Means over windows, the padding's zeros among them, as `torch.nn.AvgPool2d` counts by default. */
export interface AveragePool extends BaseLayer {
  op: "averagePool";
  kernelPx: number;
  stridePx: number;
  paddingPx: number;
}
export const averagePool = plainOp<AveragePool>(pooledShape);

function pooledShape(
  { kernelPx, stridePx, paddingPx }: Pick<MaxPool, "kernelPx" | "stridePx" | "paddingPx">,
  [input]: readonly LayerShape[],
): LayerShape {
  return [
    slidingExtent(input![0]!, kernelPx, stridePx, paddingPx),
    slidingExtent(input![1]!, kernelPx, stridePx, paddingPx),
    input![2]!,
  ];
}

/** The mean over height and width: `[height, width, channels]` → `[channels]`. */
export interface GlobalAveragePool extends BaseLayer {
  op: "globalAveragePool";
  /** Gives `[1, 1, channels]` instead, for the 1×1 convolutions that follow it. */
  keepsDimensions?: boolean;
}
export const globalAveragePool = plainOp<GlobalAveragePool>(({ keepsDimensions }, [input]) =>
  keepsDimensions ? [1, 1, input![2]!] : [input![2]!],
);

/** `[1, 1, channels]` → `[channels]`. More pixels would be ordered unlike PyTorch's, and are refused. */
export interface Flatten extends BaseLayer {
  op: "flatten";
}
export const flatten = plainOp<Flatten>(({ name }, [input]) => {
  if (sizeOf(input!) !== input!.at(-1))
    throw new Error(`Layer "${name}" flattens ${String(input)}, which is more than one pixel.`);
  return [input!.at(-1)!];
});

export interface Dropout extends BaseLayer {
  op: "dropout";
  /** The share of numbers that are dropped, 0–1. */
  probability: number;
}
export const dropout = plainOp<Dropout>((_, [input]) => input!);

/**
 * Drops its whole input, for some of the images of a batch: what is left of a residual block then is
 * its shortcut. https://arxiv.org/abs/1603.09382, torchvision's mode "row".
 */
export interface StochasticDepth extends BaseLayer {
  op: "stochasticDepth";
  /** The share of images, 0–1. */
  probability: number;
}
export const stochasticDepth = plainOp<StochasticDepth>((_, [input]) => input!);

/** Multiplies each channel of the first input `[height, width, channels]` by the second `[1, 1, channels]`. */
export interface Scale extends BaseLayer {
  op: "scale";
}
export const scale = plainOp<Scale>(({ name }, [input, gate]) => {
  if (String(gate) !== String([1, 1, input!.at(-1)]))
    throw new Error(`Layer "${name}" scales [${String(input)}] by [${String(gate)}].`);
  return input!;
});

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
