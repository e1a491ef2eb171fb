/** A model as an ONNX graph: from RGB images of values 0–1 to logits and probabilities. */
import { INPUT, buffersOf, parametersOf } from "../../../nn/model";
import type { LayerOf, OpName } from "../../../nn/ops";
import type { ActivationKind } from "../../../nn/ops/plain";
import type { ExportedModel } from "../format";
import type { Attributes, OnnxGraph, OnnxNode, OnnxTensor } from "./onnxFile";

/** What an op's translation can do. */
interface Scope {
  inputs: readonly string[];
  output: string;
  add: (
    operator: string,
    inputs: readonly string[],
    attributes?: Attributes,
    output?: string,
  ) => string;
  /** A constant beside the model's own tensors. */
  constant: (name: string, shape: readonly number[], values: readonly number[]) => string;
}

type Translate<Name extends OpName> = (layer: LayerOf<Name>, scope: Scope) => void;

const activations: Record<ActivationKind, (scope: Scope) => void> = {
  relu: ({ add, inputs }) => add("Relu", inputs),
  relu6: ({ add, inputs, constant }) =>
    add("Clip", [inputs[0]!, constant("constant.0", [], [0]), constant("constant.6", [], [6])]),
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
  globalAveragePool: (_, { add, inputs, output }) => {
    const pooled = add("GlobalAveragePool", inputs, {}, `${output}/pooled`);
    add("Flatten", [pooled]);
  },
  // In eval mode it does nothing; a runtime removes the node.
  dropout: (_, { add, inputs }) => add("Identity", inputs),
  linear: ({ name }, { add, inputs }) =>
    add("Gemm", [inputs[0]!, `${name}.weight`, `${name}.bias`], { transB: { integer: 1 } }),
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
  const scopeOf = (inputs: readonly string[], output: string): Scope => ({
    inputs,
    output,
    constant,
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
    ops[layer.op](layer as never, scopeOf(layer.inputs.map(valueOf), valueOf(layer.name)));
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
