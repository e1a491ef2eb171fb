/** Batch normalisation over batch, height and width, as `torch.nn.BatchNorm2d`. https://arxiv.org/abs/1502.03167 */
import type { BaseLayer, LayerOp } from "./op";

export interface BatchNorm extends BaseLayer {
  op: "batchNorm";
  channels: number;
  epsilon: number;
  /** The share of the new batch in the running statistics, PyTorch's meaning. */
  momentum: number;
}

export const batchNorm: LayerOp<BatchNorm> = {
  outputShape: (_, [input]) => input!,
  parameters: ({ name, channels }) => [
    { name: `${name}.weight`, shape: [channels], initializer: { kind: "constant", value: 1 } },
    { name: `${name}.bias`, shape: [channels], initializer: { kind: "constant", value: 0 } },
  ],
  buffers: ({ name, channels }) => [
    { name: `${name}.running_mean`, shape: [channels], initial: 0 },
    { name: `${name}.running_var`, shape: [channels], initial: 1 },
    { name: `${name}.num_batches_tracked`, shape: [], initial: 0 },
  ],
  multiplyAdds: () => 0,
};
