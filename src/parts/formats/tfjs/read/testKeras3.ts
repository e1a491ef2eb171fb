/** For tests: a file of TensorFlow.js, which writes as Keras 2 did, in Keras 3's layout. */
import type { Saved } from "./testLayersModel";

interface Ends {
  input_layers: unknown[];
  output_layers: unknown[];
}

interface Entry {
  class_name: string;
  name?: string;
  config: Partial<Ends> & { name: string; batch_input_shape?: unknown; layers?: Entry[] };
  inbound_nodes?: [string, number, number, unknown][][] | object[];
}

interface Spec {
  name: string;
  shape: number[];
  dtype: string;
}

interface ModelJson {
  modelTopology: { model_config: Entry } | Entry;
  weightsManifest: [{ paths: string[]; weights: Spec[] }];
}

/** @param nameOf a weight's new name */
export function asKeras3({ json, bytes }: Saved, nameOf: (name: string) => string): Saved {
  const { modelTopology, weightsManifest } = JSON.parse(json) as ModelJson;
  const root = "model_config" in modelTopology ? modelTopology.model_config : modelTopology;
  const [{ paths, weights }] = weightsManifest;
  return {
    bytes,
    json: JSON.stringify({
      modelTopology: { keras_version: "3.8.0", backend: "tensorflow", model_config: entry(root) },
      weightsManifest: [
        { paths, weights: weights.map((spec) => ({ ...spec, name: nameOf(spec.name) })) },
      ],
    }),
  };
}

function entry({ class_name, name, config, inbound_nodes }: Entry): Entry {
  const { batch_input_shape: shape, layers, ...rest } = config;
  const isInput = class_name === "InputLayer";
  const policy = { module: "keras", class_name: "DTypePolicy", config: { name: "float32" } };
  const own = {
    ...rest,
    ...ends(rest),
    dtype: isInput ? "float32" : { ...policy, registered_name: null },
    ...(isInput && { batch_shape: shape }),
    ...(layers && { layers: class_name === "Sequential" ? chain(layers) : layers.map(entry) }),
  };
  return {
    class_name: class_name === "Model" ? "Functional" : class_name,
    ...{ module: "keras.layers", registered_name: null, build_config: { input_shape: shape } },
    ...(name !== undefined && { name }),
    ...(inbound_nodes && { inbound_nodes: inbound_nodes.map(call) }),
    config: own,
  };
}

/** What a layer's configuration says of its input is a layer of its own. */
function chain(layers: Entry[]): Entry[] {
  const shape = layers[0]!.config.batch_input_shape;
  const input = { name: "input_layer", batch_input_shape: shape };
  const all = layers.map(entry);
  return shape ? [entry({ class_name: "InputLayer", config: input }), ...all] : all;
}

/** One of each stands alone. */
function ends({ input_layers, output_layers }: Partial<Ends>): object {
  if (!input_layers || !output_layers) return {};
  return { input_layers: input_layers[0], output_layers: output_layers[0] };
}

function call(inputs: unknown): object {
  const tensors = (inputs as [string, number, number][]).map(([name, node, output]) => ({
    class_name: "__keras_tensor__",
    config: { shape: [null, 1], dtype: "float32", keras_history: [name, node, output] },
  }));
  return { args: tensors.length === 1 ? tensors : [tensors], kwargs: { mask: null } };
}
