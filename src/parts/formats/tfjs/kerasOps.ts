/**
 * Our ops as Keras layers. PyTorch's symmetric padding is a ZeroPadding2D layer of its own: Keras's "same"
 * pads otherwise.
 */
import type { Model } from "../../../nn/model";
import type { LayerOf, LayerShape, OpName } from "../../../nn/ops";
import type { ActivationKind } from "../../../nn/ops/plain";

/** What an op's translation can do; each `add` names the Keras layer that it makes. */
export interface Scope {
  inputs: readonly string[];
  output: string;
  add: (
    className: string,
    inputs: readonly string[],
    config?: Record<string, unknown>,
    name?: string,
  ) => string;
  /** A tensor of the model as a weight of the Keras layer `layer`, in Keras's layout. */
  weight: (layer: string, name: string, tensor: string, shape?: readonly number[]) => void;
  /** Numbers that are no tensor of the model, as a weight of the Keras layer `layer`. */
  constant: (layer: string, name: string, values: readonly number[]) => void;
  /** Of the first input: `[height, width, channels]` or `[features]`. */
  inputShape: LayerShape;
  model: Model;
}

type Translate<Name extends OpName> = (layer: LayerOf<Name>, scope: Scope) => void;

const activations: Record<ActivationKind, (scope: Scope) => void> = {
  relu: ({ add, inputs }) => add("Activation", inputs, { activation: "relu" }),
  relu6: ({ add, inputs }) => add("ReLU", inputs, { max_value: 6 }),
  sigmoid: ({ add, inputs }) => add("Activation", inputs, { activation: "sigmoid" }),
  hardSigmoid: (scope) => hardSigmoid(scope, scope.output),
  silu: ({ add, inputs }) => add("Activation", inputs, { activation: "swish" }),
  hardSwish: (scope) => {
    scope.add("Multiply", [...scope.inputs, hardSigmoid(scope, `${scope.output}/gate`)]);
  },
  gelu: ({ add, inputs }) => add("Activation", inputs, { activation: "gelu" }),
};

/** Keras's rises by 0.2 where PyTorch's rises by 1/6, so its input is scaled by 5/6. */
function hardSigmoid(scope: Scope, name: string): string {
  const scaled = factors(scope, `${name}/scaled`, scope.inputShape.at(-1)!);
  scope.constant(scaled, "gamma", new Array<number>(scope.inputShape.at(-1)!).fill(5 / 6));
  return scope.add("Activation", [scaled], { activation: "hardSigmoid" }, name);
}

/** A layer that multiplies each channel by its weight `gamma`: a BatchNorm that normalises nothing. */
function factors({ add, inputs, constant }: Scope, name: string, channels: number): string {
  add("BatchNormalization", inputs.slice(0, 1), { axis: -1, epsilon: 0, center: false }, name);
  constant(name, "moving_mean", new Array<number>(channels).fill(0));
  constant(name, "moving_variance", new Array<number>(channels).fill(1));
  return name;
}

const pair = (value: number) => [value, value];

function padded({ add, inputs, output }: Scope, paddingPx: number): readonly string[] {
  if (paddingPx === 0) return inputs;
  const padding = [pair(paddingPx), pair(paddingPx)];
  return [add("ZeroPadding2D", inputs, { padding }, `${output}/pad`)];
}

const window = ({ kernelPx, stridePx }: { kernelPx: number; stridePx: number }) => ({
  kernel_size: pair(kernelPx),
  strides: pair(stridePx),
  padding: "valid",
});

export const kerasOps: { [Name in OpName]: Translate<Name> } = {
  conv2d: (layer, scope) => {
    const { name, groups, inChannels, outChannels, kernelPx, hasBias } = layer;
    const isDepthwise = groups > 1 && groups === inChannels && groups === outChannels;
    if (groups > 1 && !isDepthwise)
      throw new Error(
        `Layer "${name}" has ${groups} groups, which TensorFlow.js's layers don't know. Choose another format.`,
      );
    const config = { ...window(layer), use_bias: hasBias };
    const inputs = padded(scope, layer.paddingPx);
    if (isDepthwise) {
      scope.add("DepthwiseConv2D", inputs, { ...config, depth_multiplier: 1 });
      scope.weight(name, "depthwise_kernel", "weight", [kernelPx, kernelPx, inChannels, 1]);
    } else {
      scope.add("Conv2D", inputs, { ...config, filters: outChannels });
      scope.weight(name, "kernel", "weight", [kernelPx, kernelPx, inChannels, outChannels]);
    }
    if (hasBias) scope.weight(name, "bias", "bias");
  },
  batchNorm: ({ name, epsilon }, { add, inputs, weight }) => {
    add("BatchNormalization", inputs, { axis: -1, epsilon });
    weight(name, "gamma", "weight");
    weight(name, "beta", "bias");
    weight(name, "moving_mean", "running_mean");
    weight(name, "moving_variance", "running_var");
  },
  activation: ({ kind }, scope) => activations[kind](scope),
  maxPool: (layer, scope) => {
    // Padding with zeros is padding with −∞ only where nothing is negative.
    if (layer.paddingPx > 0 && !isRectified(scope.model, layer.inputs[0]!))
      throw new Error(
        `Layer "${layer.name}" pads values that may be negative, which TensorFlow.js's layers can't do. Choose another format.`,
      );
    const { kernel_size: pool_size, ...rest } = window(layer);
    scope.add("MaxPooling2D", padded(scope, layer.paddingPx), { pool_size, ...rest });
  },
  averagePool: (layer, scope) => {
    const { kernel_size: pool_size, ...rest } = window(layer);
    scope.add("AveragePooling2D", padded(scope, layer.paddingPx), { pool_size, ...rest });
  },
  globalAveragePool: ({ keepsDimensions }, { add, inputs, inputShape, output }) => {
    if (!keepsDimensions) {
      add("GlobalAveragePooling2D", inputs);
      return;
    }
    const pooled = add("GlobalAveragePooling2D", inputs, {}, `${output}/pooled`);
    add("Reshape", [pooled], { target_shape: [1, 1, inputShape.at(-1)!] });
  },
  flatten: (_, { add, inputs }) => add("Flatten", inputs),
  layerNorm: ({ name, epsilon }, { add, inputs, weight }) => {
    add("LayerNormalization", inputs, { axis: -1, epsilon });
    weight(name, "gamma", "weight");
    weight(name, "beta", "bias");
  },
  layerScale: ({ name, channels }, scope) => {
    factors(scope, name, channels);
    scope.weight(name, "gamma", "gamma");
  },
  scale: (_, { add, inputs }) => add("Multiply", inputs),
  // In use it does nothing, and Keras has none.
  stochasticDepth: (_, { add, inputs }) => add("Activation", inputs, { activation: "linear" }),
  dropout: ({ probability }, { add, inputs }) => add("Dropout", inputs, { rate: probability }),
  linear: ({ name, inFeatures, outFeatures }, { add, inputs, weight, inputShape }) => {
    if (inputShape.length === 1) {
      add("Dense", inputs, { units: outFeatures, use_bias: true });
      weight(name, "kernel", "weight", [inFeatures, outFeatures]);
    } else {
      const pointwise = window({ kernelPx: 1, stridePx: 1 });
      add("Conv2D", inputs, { ...pointwise, filters: outFeatures, use_bias: true });
      weight(name, "kernel", "weight", [1, 1, inFeatures, outFeatures]);
    }
    weight(name, "bias", "bias");
  },
  add: (_, { add, inputs }) => add("Add", inputs),
};

function isRectified({ layers }: Model, name: string): boolean {
  const layer = layers.find((it) => it.name === name);
  return layer?.op === "activation" && ["relu", "relu6"].includes(layer.kind);
}
