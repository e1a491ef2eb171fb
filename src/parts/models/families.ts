/** How torchvision and timm initialise and normalise the networks of inverted residuals. */
import type { Initializer } from "../../nn/initialize";
import { zeros, type LinearInitializers } from "./blocks";
import type { Family } from "./invertedResidual";

/** What `torch.nn.BatchNorm2d` has by default. */
const torchNormalization = { epsilon: 1e-5, momentum: 0.1 };

export const torchvisionFamily: Family = {
  normalization: torchNormalization,
  initializer: () => ({ kind: "kaimingNormalFanOut" }),
  squeeze: { activation: "silu", gate: "sigmoid" },
};

/** timm's fan out is that of a group; torchvision's counts all groups. */
export const timmFamily: Family = {
  normalization: torchNormalization,
  initializer: ({ outChannels, kernelPx, groups }) => ({
    kind: "normal",
    standardDeviation: Math.sqrt((2 * groups) / (kernelPx * kernelPx * outChannels)),
  }),
  squeeze: { activation: "silu", gate: "sigmoid" },
};

/** torchvision's MobileNets. */
export const narrowLinear: LinearInitializers = {
  weight: { kind: "normal", standardDeviation: 0.01 },
  bias: zeros,
};

/** torchvision's EfficientNets, and timm's networks of this kind: by the fan out alone. */
export function fanOutLinear(classCount: number): LinearInitializers {
  const weight: Initializer = { kind: "uniform", bound: 1 / Math.sqrt(classCount) };
  return { weight, bias: zeros };
}
