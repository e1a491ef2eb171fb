/** A fully connected layer over the last axis, as `torch.nn.Linear`: `y = x·Wᵀ + b`. */
import { sizeOf } from "../../lib/shape";
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
  outputShape: ({ outFeatures }, [input]) => [...input!.slice(0, -1), outFeatures],
  parameters: ({ name, inFeatures, outFeatures, weightInitializer, biasInitializer }) => [
    { name: `${name}.weight`, shape: [outFeatures, inFeatures], initializer: weightInitializer },
    { name: `${name}.bias`, shape: [outFeatures], initializer: biasInitializer },
  ],
  buffers: () => [],
  multiplyAdds: ({ inFeatures }, output) => inFeatures * sizeOf(output),
};
