/** Products: the same probabilities as TensorFlow.js's, by the ops that they stand for. */
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { buildPart, registrySchema } from "../../../../lib/part";
import { filledState } from "../../../../nn/filledState";
import type { Layer } from "../../../../nn/ops";
import { models } from "../../../models";
import { writeLayersModel } from "../layersModel";
import { readLayersModel } from "./readLayersModel";
import { inputShape, saved } from "./testLayersModel";
import { expectAlike, ours, read, theirs } from "./testProbabilities";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

type Branch = (value: tf.SymbolicTensor) => tf.SymbolicTensor;

const through = (start: tf.SymbolicTensor, ...layers: tf.layers.Layer[]) =>
  layers.reduce((last, layer) => layer.apply(last) as tf.SymbolicTensor, start);

/** A convolution multiplied by `gate` of it, and a head. */
function productModel(gate: Branch): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  const value = through(input, tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 2 }));
  const product = tf.layers.multiply({ name: "product" }).apply([value, gate(value)]);
  const output = through(
    product as tf.SymbolicTensor,
    tf.layers.globalAveragePooling2d({}),
    tf.layers.dense({ units: 3, activation: "softmax" }),
  );
  return tf.model({ inputs: input, outputs: output });
}

const pool = () => tf.layers.globalAveragePooling2d({ name: "squeeze" });
const dense = (units: number, activation: "relu" | "sigmoid") =>
  tf.layers.dense({ units, activation });

const gates: Record<string, [Branch, Layer["op"], string?]> = {
  "SiLU, written out": [
    (it) => through(it, tf.layers.activation({ activation: "sigmoid" })),
    "activation",
    "silu",
  ],
  "squeeze and excitation of rows": [
    (it) => through(it, pool(), dense(2, "relu"), dense(4, "sigmoid")),
    "scale",
  ],
  "the same, reshaped behind": [
    (it) =>
      through(
        it,
        pool(),
        dense(2, "relu"),
        dense(4, "sigmoid"),
        tf.layers.reshape({ targetShape: [1, 1, 4] }),
      ),
    "scale",
  ],
  "the same, reshaped in front": [
    (it) =>
      through(
        it,
        pool(),
        tf.layers.reshape({ targetShape: [1, 1, 4] }),
        dense(2, "relu"),
        dense(4, "sigmoid"),
      ),
    "scale",
  ],
};

describe("a product is read as what it stands for", () => {
  test.each(Object.entries(gates))("%s", async (_, [gate, op, kind]) => {
    const model = productModel(gate);
    const imported = read(await saved(model));
    expectAlike(await ours(imported), await theirs(model, (byte) => byte / 255));
    const product = imported.model.layers.find(({ name }) => name === "product");
    expect(product).toMatchObject(kind ? { op, kind } : { op });
    if (kind) expect(imported.model.layers).toHaveLength(4);
  });

  test("any other is refused", async () => {
    const conv = tf.layers.conv2d({ filters: 4, kernelSize: 1 });
    const file = await saved(productModel((it) => through(it, conv)));
    expect(() => read(file)).toThrow('"product" multiplies more than channels by gates');
    const flat = productModel((it) => through(it, pool(), dense(4, "sigmoid")));
    const json = (await saved(flat)).json.replaceAll("GlobalAveragePooling2D", "Flatten");
    expect(() => read({ json, bytes: new Uint8Array() })).toThrow();
  });
});

test("MobileNetV3 of our own export has its activations again", () => {
  const config = registrySchema(models).parse({ name: "mobileNetV3Small" });
  const model = buildPart(models, config, { classCount: 2, imageSizePx: 32 });
  const { parameters, buffers } = filledState(model, 1);
  const normalization = { mean: [0.5, 0.5, 0.5], standardDeviation: [0.2, 0.2, 0.2] } as const;
  const exported = { model, state: { parameters, buffers }, normalization, metadata: {} };
  const files = writeLayersModel({ ...exported, classes: [], examples: [] });
  const imported = readLayersModel({
    json: files["model.json"],
    metadata: null,
    weights: () => files["weights.bin"],
  });
  // A gate's own hard sigmoid stays Keras's, by a factor.
  const kindsOf = (layers: readonly Layer[]) =>
    layers.flatMap((layer) => (layer.op === "activation" ? [layer.kind] : []));
  expect(kindsOf(imported.model.layers)).toEqual(kindsOf(model.layers));
  const isHardSwish = (layer: Layer) => layer.op === "activation" && layer.kind === "hardSwish";
  expect(model.layers.filter(isHardSwish)).not.toHaveLength(0);
});
