/** Forward of every layer op in TensorFlow.js ops; the backward is TensorFlow.js's own. */
import * as tf from "@tensorflow/tfjs-core";
import type { LayerOf, OpName } from "../../../nn/ops";
import type { ActivationKind } from "../../../nn/ops/plain";
import { batchNormEval, batchNormTrain, type BatchStatistics } from "./batchNorm";
import { dropoutMask } from "../../dropoutMask";

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

const activations: Record<ActivationKind, (x: tf.Tensor) => tf.Tensor> = {
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.relu6(x),
};

export const forwardOps: { [Name in OpName]: Forward<Name> } = {
  conv2d: (layer, [x], { read }) => {
    const filter = read(`${layer.name}.weight`) as tf.Tensor4D;
    const pad = [
      [0, 0],
      [layer.paddingPx, layer.paddingPx],
      [layer.paddingPx, layer.paddingPx],
      [0, 0],
    ] as tf.backend_util.ExplicitPadding;
    const input = x as tf.Tensor4D;
    // `[height, width, 1, channels]` of a depthwise filter is `[height, width, channels, 1]` there.
    const output =
      layer.groups === 1
        ? tf.conv2d(input, filter, layer.stridePx, pad)
        : tf.depthwiseConv2d(input, tf.transpose(filter, [0, 1, 3, 2]), layer.stridePx, pad);
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
  activation: ({ kind }, [x]) => activations[kind](x!),
  maxPool: ({ kernelPx, stridePx, paddingPx }, [x]) =>
    tf.maxPool(x as tf.Tensor4D, kernelPx, stridePx, [
      [0, 0],
      [paddingPx, paddingPx],
      [paddingPx, paddingPx],
      [0, 0],
    ]),
  globalAveragePool: (_, [x]) => tf.mean(x!, [1, 2]),
  dropout: ({ name, probability }, [x], { isTraining, key }) =>
    isTraining && probability > 0
      ? tf.mul(x!, tf.tensor(dropoutMask(x!.size, probability, key, name), x!.shape))
      : x!,
  linear: ({ name }, [x], { read }) =>
    tf.add(
      tf.matMul(x as tf.Tensor2D, read(`${name}.weight`) as tf.Tensor2D),
      read(`${name}.bias`),
    ),
  add: (_, [left, right]) => tf.add(left!, right!),
};
