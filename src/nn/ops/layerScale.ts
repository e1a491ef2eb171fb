/** A learned factor for each channel, small at first. https://arxiv.org/abs/2103.17239 */
import type { BaseLayer, LayerOp } from "./op";

export interface LayerScale extends BaseLayer {
  op: "layerScale";
  channels: number;
  initial: number;
}

export const layerScale: LayerOp<LayerScale> = {
  outputShape: (_, [input]) => input!,
  parameters: ({ name, channels, initial }) => [
    { name: `${name}.gamma`, shape: [channels], initializer: { kind: "constant", value: initial } },
  ],
  buffers: () => [],
  multiplyAdds: () => 0,
};
