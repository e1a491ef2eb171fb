/** Forward of every layer op in TensorFlow.js ops; the backward is TensorFlow.js's own. */
import * as tf from "@tensorflow/tfjs-core";
import type { LayerOf, OpName } from "../../../nn/ops";
import { dropoutMask } from "../../dropoutMask";
import { activations } from "./activations";
import { averagePool } from "./averagePool";
import { batchNormEval, batchNormTrain, type BatchStatistics } from "./batchNorm";
import { convolve } from "./convolve";
import { layerNorm } from "./layerNorm";

/** What a layer's forward can read, and what it tells. */
export interface ForwardContext {
  isTraining: boolean;
  /** Seeds this pass's dropout masks. */
  key: number;
  /** Parameters and buffers by name, in TensorFlow.js's layouts. */
  read(name: string): tf.Tensor;
  /** Hands over a train-mode BatchNorm's statistics; the receiver disposes of them. */
  observe(layerName: string, statistics: BatchStatistics): void;
}

type Forward<Name extends OpName> = (
  layer: LayerOf<Name>,
  inputs: tf.Tensor[],
  context: ForwardContext,
) => tf.Tensor;

export const forwardOps: { [Name in OpName]: Forward<Name> } = {
  conv2d: (layer, [x], { read }) => {
    const output = convolve(x as tf.Tensor4D, read(`${layer.name}.weight`) as tf.Tensor4D, layer);
    return layer.hasBias ? tf.add(output, read(`${layer.name}.bias`)) : output;
  },
  batchNorm: ({ name, epsilon }, [x], { isTraining, read, observe }) => {
    const input = x as tf.Tensor4D;
    const weight = read(`${name}.weight`) as tf.Tensor1D;
    const bias = read(`${name}.bias`) as tf.Tensor1D;
    if (isTraining) {
      const { output, statistics } = batchNormTrain(input, weight, bias, epsilon);
      observe(name, statistics);
      return output;
    }
    const mean = read(`${name}.running_mean`) as tf.Tensor1D;
    const variance = read(`${name}.running_var`) as tf.Tensor1D;
    return batchNormEval(input, weight, bias, mean, variance, epsilon);
  },
  layerNorm: ({ name, epsilon }, [x], { read }) =>
    layerNorm(x!, read(`${name}.weight`), read(`${name}.bias`), epsilon),
  layerScale: ({ name }, [x], { read }) => tf.mul(x!, read(`${name}.gamma`)),
  activation: ({ kind }, [x]) => activations[kind](x!),
  maxPool: ({ kernelPx, stridePx, paddingPx }, [x]) =>
    tf.maxPool(x as tf.Tensor4D, kernelPx, stridePx, [
      [0, 0],
      [paddingPx, paddingPx],
      [paddingPx, paddingPx],
      [0, 0],
    ]),
  averagePool: (layer, [x]) => averagePool(x as tf.Tensor4D, layer),
  globalAveragePool: ({ keepsDimensions }, [x]) => tf.mean(x!, [1, 2], keepsDimensions),
  flatten: (_, [x]) => tf.reshape(x!, [x!.shape[0], -1]),
  dropout: ({ name, probability }, [x], { isTraining, key }) =>
    isTraining && probability > 0
      ? tf.mul(x!, tf.tensor(dropoutMask(x!.size, probability, key, name), x!.shape))
      : x!,
  stochasticDepth: ({ name, probability }, [x], { isTraining, key }) => {
    if (!isTraining || probability === 0) return x!;
    const shape = x!.shape.map((extent, axis) => (axis === 0 ? extent : 1));
    return tf.mul(x!, tf.tensor(dropoutMask(shape[0]!, probability, key, name), shape));
  },
  linear: ({ name, inFeatures, outFeatures }, [x], { read }) => {
    const rows = tf.reshape(x!, [-1, inFeatures]);
    const product = tf.matMul(rows, read(`${name}.weight`));
    const output = tf.add(product, read(`${name}.bias`));
    return tf.reshape(output, [...x!.shape.slice(0, -1), outFeatures]);
  },
  add: (_, [left, right]) => tf.add(left!, right!),
  scale: (_, [x, gate]) => tf.mul(x!, gate!),
};
