/**
 * A model as Keras layers in TensorFlow.js's LayersModel format: `model.json` and `weights.bin`.
 * https://www.tensorflow.org/js/guide/save_load
 */
import { toKernelLayout } from "../../../nn/kernelLayout";
import { INPUT, buffersOf, parametersOf, shapesOf } from "../../../nn/model";
import type { ExportedModel } from "../format";
import { kerasOps, type Scope } from "./kerasOps";

interface Weight {
  name: string;
  shape: readonly number[];
  values: Float32Array;
}

interface KerasLayer {
  class_name: string;
  config: Record<string, unknown>;
  inputs: readonly string[];
}

export interface LayersModelFiles {
  "model.json": string;
  "weights.bin": Uint8Array<ArrayBuffer>;
}

/** Input: RGB 0–1, `[batch, height, width, 3]`; output: probabilities `[batch, classes]`. */
export function writeLayersModel(exported: ExportedModel): LayersModelFiles {
  const { model, state, normalization, metadata } = exported;
  const layers = new Map<string, KerasLayer>();
  const weights: Weight[] = [];
  const shapes = new Map(
    [...parametersOf(model), ...buffersOf(model)].map(({ name, shape }) => [name, shape]),
  );
  const constant: Scope["constant"] = (layer, name, values) =>
    weights.push({
      name: `${layer}/${name}`,
      shape: [values.length],
      values: Float32Array.from(values),
    });
  const outputShapes = shapesOf(model);
  const scopeOf = (inputs: readonly string[], output: string, from = INPUT): Scope => ({
    inputs,
    inputShape: outputShapes.get(from)!,
    output,
    model,
    constant,
    add: (class_name, inputs, config = {}, name = output) => {
      layers.set(name, { class_name, config: { name, ...config }, inputs });
      return name;
    },
    weight: (layer, name, tensor, shape) => {
      const full = `${layer}.${tensor}`;
      const torchShape = shapes.get(full)!;
      const values = (state.parameters[full] ?? state.buffers[full])!;
      weights.push({
        name: `${layer}/${name}`,
        shape: shape ?? torchShape,
        values: toKernelLayout(values, torchShape),
      });
    },
  });

  const { imageSizePx, channels } = model;
  scopeOf([], "images").add("InputLayer", [], {
    batch_input_shape: [null, imageSizePx, imageSizePx, channels],
    dtype: "float32",
  });
  // A BatchNormalization without gain and shift is (x − mean) / deviation.
  const normalize = { axis: -1, epsilon: 0, center: false, scale: false };
  scopeOf(["images"], "normalized").add("BatchNormalization", ["images"], normalize);
  const { mean, standardDeviation } = normalization;
  const statistics = { moving_mean: mean, moving_variance: standardDeviation.map((it) => it ** 2) };
  for (const [name, values] of Object.entries(statistics)) constant("normalized", name, values);

  const valueOf = (layer: string) => (layer === INPUT ? "normalized" : layer);
  for (const layer of model.layers)
    kerasOps[layer.op](
      layer as never,
      scopeOf(layer.inputs.map(valueOf), layer.name, layer.inputs[0]),
    );
  const last = model.layers.at(-1)!.name;
  scopeOf([last], "probabilities").add("Activation", [last], { activation: "softmax" });

  return {
    "model.json": JSON.stringify({
      format: "layers-model",
      generatedBy: "Homeroom",
      modelTopology: { class_name: "Model", config: topology(layers) },
      weightsManifest: [
        {
          paths: ["weights.bin"],
          weights: weights.map(({ name, shape }) => ({ name, shape, dtype: "float32" })),
        },
      ],
      userDefinedMetadata: metadata,
    }),
    "weights.bin": joined(weights),
  };
}

function topology(layers: ReadonlyMap<string, KerasLayer>): object {
  return {
    name: "homeroom",
    layers: Array.from(layers, ([name, { class_name, config, inputs }]) => ({
      name,
      class_name,
      config,
      inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
    })),
    input_layers: [["images", 0, 0]],
    output_layers: [["probabilities", 0, 0]],
  };
}

/** Little-endian float32, one after the other. */
function joined(weights: readonly Weight[]): Uint8Array<ArrayBuffer> {
  const count = weights.reduce((sum, { values }) => sum + values.length, 0);
  const bytes = new Uint8Array(4 * count);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { values } of weights)
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  return bytes;
}
