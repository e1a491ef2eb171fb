/**
 * The layer list as a user of TensorFlow.js would write it: its own ops, its autodiff, its Adam.
 * Running statistics are updated too, as its layers do.
 */
import * as tf from "@tensorflow/tfjs-core";
import { initialize } from "../../../src/nn/initialize";
import { INPUT, parametersOf, type Model } from "../../../src/nn/model";
import type { LayerOf, OpName } from "../../../src/nn/ops";
import { toKernelLayout } from "../../../src/nn/kernelLayout";
import type { TrainingBatchNorm } from "./batchNorm";

export interface Network {
  /** Train mode: images `[batch, height, width, channels]` → logits `[batch, classes]`. */
  logits(images: tf.Tensor): tf.Tensor2D;
}

type Read = (name: string) => tf.Tensor;
type Forward = { [Name in OpName]?: (layer: LayerOf<Name>, inputs: tf.Tensor[]) => tf.Tensor };

export function buildNetwork(model: Model, batchNorm: TrainingBatchNorm): Network {
  const variables = new Map<string, tf.Variable>();
  for (const parameter of parametersOf(model)) {
    const layerName = parameter.name.slice(0, parameter.name.lastIndexOf("."));
    const layer = model.layers.find(({ name }) => name === layerName)!;
    const values = toKernelLayout(initialize(parameter, 1), parameter.shape);
    const tensor = tf.tensor(values, tfjsShape(layer, parameter.shape));
    variables.set(parameter.name, tf.variable(tensor, true, parameter.name));
    tensor.dispose();
  }
  const forward = forwardOf((name) => variables.get(name)!, batchNorm);
  return {
    logits: (images) => {
      const outputs = new Map<string, tf.Tensor>([[INPUT, images]]);
      let output = images;
      for (const layer of model.layers) {
        const run = forward[layer.op] as
          ((layer: unknown, inputs: tf.Tensor[]) => tf.Tensor) | undefined;
        if (!run) throw new Error(`The baseline has no layer "${layer.op}".`);
        output = run(
          layer,
          layer.inputs.map((name) => outputs.get(name)!),
        );
        outputs.set(layer.name, output);
      }
      return output as tf.Tensor2D;
    },
  };
}

function tfjsShape(layer: Model["layers"][number], shape: readonly number[]): number[] {
  if (shape.length === 1) return [...shape];
  const [out, into, height, width] = shape as [number, number, number?, number?];
  if (height === undefined || width === undefined) return [into, out];
  return layer.op === "conv2d" && layer.groups > 1
    ? [height, width, out, into]
    : [height, width, into, out];
}

function forwardOf(read: Read, batchNorm: TrainingBatchNorm): Forward {
  const running = new Map<string, { mean: tf.Variable; variance: tf.Variable }>();
  const runningOf = ({ name, channels }: LayerOf<"batchNorm">) => {
    const known = running.get(name) ?? {
      mean: tf.variable(tf.zeros([channels]), false),
      variance: tf.variable(tf.ones([channels]), false),
    };
    running.set(name, known);
    return known;
  };
  return {
    conv2d: (layer, [x]) => {
      const filter = read(`${layer.name}.weight`) as tf.Tensor4D;
      const { groups, stridePx, paddingPx } = layer;
      const run = groups === 1 ? tf.conv2d<tf.Tensor4D> : tf.depthwiseConv2d<tf.Tensor4D>;
      const output = run(x as tf.Tensor4D, filter, stridePx, padding(paddingPx));
      return layer.hasBias ? tf.add(output, read(`${layer.name}.bias`)) : output;
    },
    batchNorm: (layer, [x]) => {
      const { name, epsilon, momentum } = layer;
      const input = x as tf.Tensor4D;
      const weight = read(`${name}.weight`) as tf.Tensor1D;
      const bias = read(`${name}.bias`) as tf.Tensor1D;
      const { output, mean, variance } = batchNorm(input, weight, bias, epsilon);
      const before = runningOf(layer);
      for (const [old, now] of [
        [before.mean, mean],
        [before.variance, variance],
      ] as const)
        old.assign(tf.add(tf.mul(old, 1 - momentum), tf.mul(now, momentum)));
      return output;
    },
    activation: ({ kind }, [x]) => {
      if (kind === "relu") return tf.relu(x!);
      if (kind === "relu6") return tf.relu6(x!);
      throw new Error(`The baseline has no activation "${kind}".`);
    },
    maxPool: ({ kernelPx, stridePx, paddingPx }, [x]) =>
      tf.maxPool(x as tf.Tensor4D, kernelPx, stridePx, padding(paddingPx)),
    globalAveragePool: (_, [x]) => tf.mean(x!, [1, 2]),
    linear: ({ name }, [x]) =>
      tf.add(
        tf.matMul(x as tf.Tensor2D, read(`${name}.weight`) as tf.Tensor2D),
        read(`${name}.bias`),
      ),
    add: (_, [left, right]) => tf.add(left!, right!),
  };
}

function padding(px: number): tf.backend_util.ExplicitPadding {
  return [
    [0, 0],
    [px, px],
    [px, px],
    [0, 0],
  ];
}
