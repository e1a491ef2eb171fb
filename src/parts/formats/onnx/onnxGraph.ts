/** A model as an ONNX graph: from RGB images of values 0–1 to logits and probabilities. */
import { INPUT, buffersOf, parametersOf, shapesOf } from "../../../nn/model";
import type { LayerOf, LayerShape, OpName } from "../../../nn/ops";
import type { ActivationKind } from "../../../nn/ops/plain";
import type { ExportedModel } from "../format";
import type { Attributes, OnnxGraph, OnnxNode, OnnxTensor } from "./onnxFile";

/** What an op's translation can do. */
interface Scope {
  inputs: readonly string[];
  /** Of the first input, in the model's order: `[height, width, channels]` or `[features]`. */
  inputShape: LayerShape;
  output: string;
  add: (
    operator: string,
    inputs: readonly string[],
    attributes?: Attributes,
    output?: string,
  ) => string;
  /** A constant beside the model's own tensors. */
  constant: (name: string, shape: readonly number[], values: readonly number[]) => string;
  /** One of the model's own tensors, seen with another shape. */
  reshaped: (name: string, shape: readonly number[]) => string;
}

type Translate<Name extends OpName> = (layer: LayerOf<Name>, scope: Scope) => void;

const activations: Record<ActivationKind, (scope: Scope) => void> = {
  relu: ({ add, inputs }) => add("Relu", inputs),
  relu6: ({ add, inputs, constant }) =>
    add("Clip", [inputs[0]!, constant("constant.0", [], [0]), constant("constant.6", [], [6])]),
  sigmoid: ({ add, inputs }) => add("Sigmoid", inputs),
  hardSigmoid: ({ add, inputs }) =>
    add("HardSigmoid", inputs, { alpha: { float: 1 / 6 }, beta: { float: 0.5 } }),
  silu: ({ add, inputs, output }) => {
    add("Mul", [inputs[0]!, add("Sigmoid", inputs, {}, `${output}/sigmoid`)]);
  },
  hardSwish: ({ add, inputs }) => add("HardSwish", inputs),
  // x/2 · (1 + erf(x/√2)); the operator Gelu is younger than opset 17.
  gelu: ({ add, inputs, output, constant }) => {
    const [x] = inputs as [string];
    const root = constant("constant.sqrt2", [], [Math.SQRT2]);
    const scaled = add("Div", [x, root], {}, `${output}/scaled`);
    const erf = add("Erf", [scaled], {}, `${output}/erf`);
    const below = add("Add", [erf, constant("constant.1", [], [1])], {}, `${output}/below`);
    const half = add("Mul", [x, constant("constant.half", [], [0.5])], {}, `${output}/half`);
    add("Mul", [half, below]);
  },
};

const squareWindow = (layer: { kernelPx: number; stridePx: number; paddingPx: number }) => ({
  kernel_shape: [layer.kernelPx, layer.kernelPx],
  strides: [layer.stridePx, layer.stridePx],
  pads: [layer.paddingPx, layer.paddingPx, layer.paddingPx, layer.paddingPx],
});

const ops: { [Name in OpName]: Translate<Name> } = {
  conv2d: (layer, { add, inputs }) => {
    const bias = layer.hasBias ? [`${layer.name}.bias`] : [];
    add("Conv", [inputs[0]!, `${layer.name}.weight`, ...bias], {
      ...squareWindow(layer),
      group: { integer: layer.groups },
    });
  },
  batchNorm: ({ name, epsilon }, { add, inputs }) => {
    const tensors = ["weight", "bias", "running_mean", "running_var"].map((it) => `${name}.${it}`);
    add("BatchNormalization", [inputs[0]!, ...tensors], { epsilon: { float: epsilon } });
  },
  activation: ({ kind }, scope) => activations[kind](scope),
  maxPool: (layer, { add, inputs }) => add("MaxPool", inputs, squareWindow(layer)),
  averagePool: (layer, { add, inputs }) =>
    add("AveragePool", inputs, { ...squareWindow(layer), count_include_pad: { integer: 1 } }),
  globalAveragePool: ({ keepsDimensions }, { add, inputs, output }) => {
    if (keepsDimensions) add("GlobalAveragePool", inputs);
    else add("Flatten", [add("GlobalAveragePool", inputs, {}, `${output}/pooled`)]);
  },
  flatten: (_, { add, inputs }) => add("Flatten", inputs),
  layerNorm: ({ name, epsilon }, { add, inputs, inputShape, output }) => {
    const isFlat = inputShape.length === 1;
    const attributes = { axis: { integer: -1 }, epsilon: { float: epsilon } };
    const tensors = [`${name}.weight`, `${name}.bias`];
    if (isFlat) {
      add("LayerNormalization", [inputs[0]!, ...tensors], attributes);
      return;
    }
    const last = add("Transpose", inputs, { perm: [0, 2, 3, 1] }, `${output}/channelsLast`);
    const normalized = `${output}/normalized`;
    add("LayerNormalization", [last, ...tensors], attributes, normalized);
    add("Transpose", [normalized], { perm: [0, 3, 1, 2] });
  },
  layerScale: ({ name, channels }, { add, inputs, inputShape, reshaped }) => {
    const shape = inputShape.length === 1 ? [channels] : [channels, 1, 1];
    add("Mul", [inputs[0]!, reshaped(`${name}.gamma`, shape)]);
  },
  scale: (_, { add, inputs }) => add("Mul", inputs),
  // In eval mode these do nothing; a runtime removes the nodes.
  dropout: (_, { add, inputs }) => add("Identity", inputs),
  stochasticDepth: (_, { add, inputs }) => add("Identity", inputs),
  linear: ({ name, inFeatures, outFeatures }, { add, inputs, inputShape, reshaped }) => {
    const [weight, bias] = [`${name}.weight`, `${name}.bias`];
    if (inputShape.length === 1)
      add("Gemm", [inputs[0]!, weight, bias], { transB: { integer: 1 } });
    // Over pixels it is a 1×1 convolution.
    else add("Conv", [inputs[0]!, reshaped(weight, [outFeatures, inFeatures, 1, 1]), bias]);
  },
  add: (_, { add, inputs }) => add("Add", inputs),
};

/** Input `images` `[batch, 3, height, width]`; outputs `logits` and `probabilities` `[batch, classes]`. */
export function onnxGraph({ model, state, normalization }: ExportedModel): OnnxGraph {
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const constant: Scope["constant"] = (name, shape, values) => {
    initializers.set(name, { name, shape, values: Float32Array.from(values) });
    return name;
  };
  const reshaped: Scope["reshaped"] = (name, shape) => {
    initializers.set(name, { ...initializers.get(name)!, shape });
    return name;
  };
  const shapes = shapesOf(model);
  const scopeOf = (inputs: readonly string[], output: string, from = INPUT): Scope => ({
    inputs,
    inputShape: shapes.get(from)!,
    output,
    constant,
    reshaped,
    add: (operator, inputs, attributes = {}, name = output) => {
      nodes.push({ operator, inputs, output: name, attributes });
      return name;
    },
  });

  for (const { name, shape } of parametersOf(model))
    initializers.set(name, { name, shape, values: state.parameters[name]! });
  for (const { name, shape } of buffersOf(model))
    // Eval mode does not count batches.
    if (!name.endsWith(".num_batches_tracked"))
      initializers.set(name, { name, shape, values: state.buffers[name]! });

  const perChannel = [model.channels, 1, 1];
  const normalize = scopeOf(["images"], "normalized");
  const mean = constant("normalization.mean", perChannel, normalization.mean);
  const deviation = constant("normalization.std", perChannel, normalization.standardDeviation);
  const centered = normalize.add("Sub", ["images", mean], {}, "centered");
  normalize.add("Div", [centered, deviation]);

  const last = model.layers.at(-1)!.name;
  const valueOf = (layer: string) =>
    layer === INPUT ? "normalized" : layer === last ? "logits" : layer;
  for (const layer of model.layers)
    ops[layer.op](
      layer as never,
      scopeOf(layer.inputs.map(valueOf), valueOf(layer.name), layer.inputs[0]),
    );
  scopeOf(["logits"], "probabilities").add("Softmax", ["logits"], { axis: { integer: 1 } });

  const { channels, imageSizePx, classCount } = model;
  return {
    name: model.name,
    nodes,
    initializers: [...initializers.values()],
    inputs: [{ name: "images", shape: ["batch", channels, imageSizePx, imageSizePx] }],
    outputs: ["logits", "probabilities"].map((name) => ({ name, shape: ["batch", classCount] })),
  };
}
