/** Normalisation of each pixel over its channels, as `torch.nn.LayerNorm` on channels last. https://arxiv.org/abs/1607.06450 */
import type { BaseLayer, LayerOp } from "./op";

export interface LayerNorm extends BaseLayer {
  op: "layerNorm";
  channels: number;
  epsilon: number;
}

export const layerNorm: LayerOp<LayerNorm> = {
  outputShape: (_, [input]) => input!,
  parameters: ({ name, channels }) => [
    { name: `${name}.weight`, shape: [channels], initializer: { kind: "constant", value: 1 } },
    { name: `${name}.bias`, shape: [channels], initializer: { kind: "constant", value: 0 } },
  ],
  buffers: () => [],
  multiplyAdds: () => 0,
};
