/** Average pooling that counts the padding's zeros, as PyTorch does; TensorFlow.js leaves them out. */
import * as tf from "@tensorflow/tfjs-core";
import type { LayerOf } from "../../../nn/ops";
import { explicitPadding } from "./convolve";

/** A depthwise convolution with equal weights. */
export function averagePool(
  x: tf.Tensor4D,
  { kernelPx, stridePx, paddingPx }: LayerOf<"averagePool">,
): tf.Tensor4D {
  const weights = tf.fill<tf.Rank.R4>([kernelPx, kernelPx, x.shape[3], 1], 1 / kernelPx ** 2);
  return tf.depthwiseConv2d(x, weights, stridePx, explicitPadding(paddingPx));
}
