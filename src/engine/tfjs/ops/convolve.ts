/** Convolutions with any number of groups. */
import * as tf from "@tensorflow/tfjs-core";
import type { LayerOf } from "../../../nn/ops";

export const explicitPadding = (paddingPx: number): tf.backend_util.ExplicitPadding => [
  [0, 0],
  [paddingPx, paddingPx],
  [paddingPx, paddingPx],
  [0, 0],
];

/** `x` is `[batch, height, width, in]`, `filter` `[height, width, in / groups, out]`. */
export function convolve(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { groups, inChannels, outChannels, stridePx, paddingPx }: LayerOf<"conv2d">,
): tf.Tensor4D {
  const padding = explicitPadding(paddingPx);
  if (groups === 1) return tf.conv2d(x, filter, stridePx, padding);
  // `[height, width, 1, channels]` of a depthwise filter is `[height, width, channels, 1]` there.
  if (groups === inChannels && inChannels === outChannels)
    return tf.depthwiseConv2d(x, tf.transpose(filter, [0, 1, 3, 2]), stridePx, padding);
  const inputs = tf.split<tf.Tensor4D>(x, groups, 3);
  const filters = tf.split<tf.Tensor4D>(filter, groups, 3);
  const outputs = inputs.map((input, group) =>
    tf.conv2d<tf.Tensor4D>(input, filters[group]!, stridePx, padding),
  );
  return tf.concat(outputs, 3);
}
