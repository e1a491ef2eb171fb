/** Which kernels a convolution needs. */
import type { LayerOf } from "../../nn/ops";

/** Throws where the groups do not divide the channels. */
export function convKind({
  name,
  groups,
  inChannels,
  outChannels,
}: LayerOf<"conv2d">): "dense" | "depthwise" | "grouped" {
  if (groups === 1) return "dense";
  if (inChannels % groups !== 0 || outChannels % groups !== 0)
    throw new Error(
      `Layer "${name}" has ${groups} groups for ${inChannels} → ${outChannels} channels.`,
    );
  return groups === inChannels && inChannels === outChannels ? "depthwise" : "grouped";
}
