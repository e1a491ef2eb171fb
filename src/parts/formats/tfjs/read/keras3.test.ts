/** Files in Keras 3's layout, which TensorFlow.js can't read: the same as in the layout that it can. */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { attacked } from "../../../../lib/hostileJson";
import { asKeras3 } from "./testKeras3";
import { inputShape, saved, teachableModel, type Saved } from "./testLayersModel";
import { expectAlike, ours, read, theirs } from "./testProbabilities";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

/** As an `.h5` file names weights. */
const pathOf = (name: string) =>
  name.startsWith("dense") ? `teachable/head/${name}` : name.replace("depthwise_kernel", "kernel");

test("models within models, from an .h5 file", async () => {
  const file = await saved(teachableModel());
  const { model, state, ...rest } = read(asKeras3(file, pathOf));
  expect({ model, state, ...rest }).toEqual(read(file));
});

function functionalModel(): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  const through = (start: tf.SymbolicTensor, ...layers: tf.layers.Layer[]) =>
    layers.reduce((last, layer) => layer.apply(last) as tf.SymbolicTensor, start);
  const inner = tf.sequential({ name: "inner" });
  inner.add(tf.layers.conv2d({ name: "b", filters: 4, kernelSize: 1, inputShape: [5, 5, 4] }));
  inner.add(tf.layers.dropout({ name: "drop", rate: 0.1 }));
  inner.add(tf.layers.depthwiseConv2d({ name: "c", kernelSize: 3, padding: "same" }));
  const stem = through(
    input,
    tf.layers.conv2d({ name: "a", filters: 4, kernelSize: 3, strides: 2, useBias: false }),
    tf.layers.batchNormalization({ name: "norm", scale: false }),
  );
  const sum = tf.layers.add({ name: "sum" }).apply([stem, inner.apply(stem) as tf.SymbolicTensor]);
  const output = through(
    sum as tf.SymbolicTensor,
    tf.layers.separableConv2d({ name: "d", filters: 6, kernelSize: 3 }),
    tf.layers.conv2d({ name: "e", filters: 5, kernelSize: 1 }),
    tf.layers.globalAveragePooling2d({ name: "pool" }),
    tf.layers.dense({ name: "f", units: 3, activation: "softmax" }),
  );
  return tf.model({ inputs: input, outputs: output });
}

/** As a `.keras` file keeps them. */
const storage = new Map([
  ["a/kernel", "layers/conv2d/vars/0"],
  ["norm/beta", "layers/batch_normalization/vars/0"],
  ["norm/moving_mean", "layers/batch_normalization/vars/1"],
  ["norm/moving_variance", "layers/batch_normalization/vars/2"],
  ["b/kernel", "layers/sequential/layers/conv2d/vars/0"],
  ["b/bias", "layers/sequential/layers/conv2d/vars/1"],
  ["c/depthwise_kernel", "layers/sequential/layers/depthwise_conv2d/vars/0"],
  ["c/bias", "layers/sequential/layers/depthwise_conv2d/vars/1"],
  ["d/depthwise_kernel", "layers/separable_conv2d/vars/0"],
  ["d/pointwise_kernel", "layers/separable_conv2d/vars/1"],
  ["d/bias", "layers/separable_conv2d/vars/2"],
  ["e/kernel", "layers/conv2d_1/vars/0"],
  ["e/bias", "layers/conv2d_1/vars/1"],
  ["f/kernel", "layers/dense/vars/0"],
  ["f/bias", "layers/dense/vars/1"],
]);

/** With what training leaves there. */
function fromKerasFile(file: Saved): Saved {
  const { json, bytes } = asKeras3(file, (name) => storage.get(name)!);
  const left = [
    { name: "optimizer/vars/0", shape: [], dtype: "int32" },
    { name: "layers/sequential/layers/dropout/seed_generator/vars/0", shape: [2], dtype: "int32" },
  ];
  const marker = '"weights":[';
  return {
    json: json.replace(marker, `${marker}${left.map((it) => JSON.stringify(it)).join()},`),
    bytes: new Uint8Array([...new Uint8Array(12).fill(9), ...bytes]),
  };
}

test("a graph, from a .keras file", async () => {
  const model = functionalModel();
  const file = await saved(model);
  const imported = read(fromKerasFile(file));
  expect(imported).toEqual(read(file));
  expectAlike(await ours(imported), await theirs(model, (byte) => byte / 255));
});

test("its hard sigmoid is PyTorch's, and Keras 2's is not", async () => {
  const model = tf.sequential();
  const hard = { filters: 2, kernelSize: 1, activation: "hardSigmoid" } as const;
  model.add(tf.layers.conv2d({ name: "a", ...hard, inputShape }));
  model.add(tf.layers.globalAveragePooling2d({}));
  model.add(tf.layers.dense({ units: 2, activation: "softmax" }));
  const { json, bytes } = await saved(model);
  const file = { json: json.replace("hardSigmoid", "hard_sigmoid"), bytes };
  const opsOf = (it: Saved) => read(it).model.layers.map(({ op }) => op);
  expect(opsOf(file)).toContain("layerScale");
  const keras3 = asKeras3(file, (name) => name);
  expect(opsOf(keras3)).toEqual(["conv2d", "activation", "globalAveragePool", "linear"]);
  const swish = { ...keras3, json: keras3.json.replace("hard_sigmoid", "hard_silu") };
  expect(read(swish).model.layers[1]).toMatchObject({ kind: "hardSwish" });
});

test("augmentations within the model do nothing in use", async () => {
  const { json, bytes } = asKeras3(await saved(functionalModel()), (name) => storage.get(name)!);
  const { layers } = read({ json, bytes }).model;
  const augmented = {
    json: json.replace('"class_name":"Dropout"', '"class_name":"RandomFlip"'),
    bytes,
  };
  expect(read(augmented).model.layers).toHaveLength(layers.length - 1);
});

test("computing with constants, and a layer used twice, are refused", async () => {
  const { json, bytes } = asKeras3(await saved(functionalModel()), (name) => storage.get(name)!);
  const refusal = (from: RegExp, to: string) => () => read({ json: json.replace(from, to), bytes });
  const call = /"name":"e","inbound_nodes":\[(\{.*?\})\],"config"/;
  expect(json).toMatch(call);
  expect(refusal(call, '"name":"e","inbound_nodes":[{"args":[3]}],"config"')).toThrow(
    'Layer "e" reads other than layers\' outputs',
  );
  expect(refusal(call, '"name":"e","inbound_nodes":[$1,$1],"config"')).toThrow(
    'Layer "e" is not used once',
  );
});

test("1,000 hostile files are read or refused", async () => {
  const file = fromKerasFile(await saved(functionalModel()));
  fc.assert(
    fc.property(attacked(file.json), (json) => {
      try {
        read({ ...file, json });
      } catch (error) {
        expect((error as Error).constructor).toBe(Error);
      }
    }),
    { numRuns: 1000, seed: 3 },
  );
  expect(Object.prototype).not.toHaveProperty("polluted");
});
