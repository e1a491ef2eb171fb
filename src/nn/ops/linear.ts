/** A fully connected layer, as `torch.nn.Linear`: `y = x·Wᵀ + b`. */
import type { Initializer } from "../initialize";
import type { BaseLayer, LayerOp } from "./op";

export interface Linear extends BaseLayer {
  op: "linear";
  inFeatures: number;
  outFeatures: number;
  weightInitializer: Initializer;
  biasInitializer: Initializer;
}

export const linear: LayerOp<Linear> = {
  outputShape: ({ outFeatures }) => [outFeatures],
  parameters: ({ name, inFeatures, outFeatures, weightInitializer, biasInitializer }) => [
    { name: `${name}.weight`, shape: [outFeatures, inFeatures], initializer: weightInitializer },
    { name: `${name}.bias`, shape: [outFeatures], initializer: biasInitializer },
  ],
  buffers: () => [],
  multiplyAdds: ({ inFeatures, outFeatures }) => inFeatures * outFeatures,
};
