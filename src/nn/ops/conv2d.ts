/** 2-D convolution with square kernels and symmetric zero padding, as `torch.nn.Conv2d`. */
import type { Initializer } from "../initialize";
import { slidingExtent, type BaseLayer, type LayerOp } from "./op";

export interface Conv2d extends BaseLayer {
  op: "conv2d";
  inChannels: number;
  outChannels: number;
  kernelPx: number;
  stridePx: number;
  paddingPx: number;
  /** 1, or `inChannels` for a depthwise convolution. */
  groups: number;
  hasBias: boolean;
  initializer: Initializer;
}

export const conv2d: LayerOp<Conv2d> = {
  outputShape: ({ kernelPx, stridePx, paddingPx, outChannels }, [input]) => [
    slidingExtent(input![0]!, kernelPx, stridePx, paddingPx),
    slidingExtent(input![1]!, kernelPx, stridePx, paddingPx),
    outChannels,
  ],
  parameters: ({ name, inChannels, outChannels, kernelPx, groups, hasBias, initializer }) => {
    const shape = [outChannels, inChannels / groups, kernelPx, kernelPx];
    const weight = { name: `${name}.weight`, shape, initializer };
    const fanIn = shape[1]! * kernelPx * kernelPx;
    const bias = {
      name: `${name}.bias`,
      shape: [outChannels],
      initializer: { kind: "uniform", bound: 1 / Math.sqrt(fanIn) },
    } as const;
    return hasBias ? [weight, bias] : [weight];
  },
  buffers: () => [],
  multiplyAdds: ({ inChannels, kernelPx, groups }, [height, width, channels]) =>
    height! * width! * channels! * (inChannels / groups) * kernelPx * kernelPx,
};
