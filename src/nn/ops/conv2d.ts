/** 2-D convolution with square kernels and symmetric zero padding, as `torch.nn.Conv2d`. */
import { fansOf, type Initializer } from "../initialize";
import { slidingExtent, type BaseLayer, type LayerOp } from "./op";

export interface Conv2d extends BaseLayer {
  op: "conv2d";
  inChannels: number;
  outChannels: number;
  kernelPx: number;
  stridePx: number;
  paddingPx: number;
  /** Each group of output channels reads only its own group of input channels. */
  groups: number;
  hasBias: boolean;
  initializer: Initializer;
  /** PyTorch's own where absent: uniform up to 1 / √fan_in. */
  biasInitializer?: Initializer;
}

export const conv2d: LayerOp<Conv2d> = {
  outputShape: ({ kernelPx, stridePx, paddingPx, outChannels }, [input]) => [
    slidingExtent(input![0]!, kernelPx, stridePx, paddingPx),
    slidingExtent(input![1]!, kernelPx, stridePx, paddingPx),
    outChannels,
  ],
  parameters: ({ name, inChannels, outChannels, kernelPx, groups, hasBias, ...layer }) => {
    const shape = [outChannels, inChannels / groups, kernelPx, kernelPx];
    const weight = { name: `${name}.weight`, shape, initializer: layer.initializer };
    if (!hasBias) return [weight];
    const bound = 1 / Math.sqrt(fansOf(shape).fanIn);
    const initializer = layer.biasInitializer ?? { kind: "uniform", bound };
    return [weight, { name: `${name}.bias`, shape: [outChannels], initializer }];
  },
  buffers: () => [],
  multiplyAdds: ({ inChannels, kernelPx, groups }, [height, width, channels]) =>
    height! * width! * channels! * (inChannels / groups) * kernelPx * kernelPx,
};
