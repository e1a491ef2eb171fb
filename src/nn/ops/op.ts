/** What every layer op tells of itself, without a tensor runtime. */
import type { ModelBuffer, Parameter } from "../model";

/** Without the batch: `[height, width, channels]` or `[features]`. */
export type LayerShape = readonly number[];

export interface BaseLayer {
  /** Unique in the model, and the prefix of its parameters' names. */
  name: string;
  /** Names of the layers it reads, or `input`. */
  inputs: readonly string[];
}

export interface LayerOp<L extends BaseLayer> {
  outputShape(layer: L, inputs: readonly LayerShape[]): LayerShape;
  parameters(layer: L): Parameter[];
  buffers(layer: L): ModelBuffer[];
  /** Multiply-adds for one image; as in papers, only convolutions and linear layers have any. */
  multiplyAdds(layer: L, output: LayerShape): number;
}

/** An op without parameters and multiply-adds. */
export function plainOp<L extends BaseLayer>(outputShape: LayerOp<L>["outputShape"]): LayerOp<L> {
  return { outputShape, parameters: () => [], buffers: () => [], multiplyAdds: () => 0 };
}

/** The extent of a convolution's or pool's output, with PyTorch's symmetric explicit padding. */
export function slidingExtent(
  inputPx: number,
  kernelPx: number,
  stridePx: number,
  paddingPx: number,
): number {
  return Math.floor((inputPx + 2 * paddingPx - kernelPx) / stridePx) + 1;
}
