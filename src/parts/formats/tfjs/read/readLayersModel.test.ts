/** Models made with TensorFlow.js's own layers, read here: the same probabilities. */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { attacked } from "../../../../lib/hostileJson";
import { inputShape, saved, SIZE_PX, teachableModel } from "./testLayersModel";
import { expectAlike, ours, read, theirs } from "./testProbabilities";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

async function expectSame(
  model: tf.LayersModel,
  pixel: (byte: number) => number,
  metadata: object | null = null,
) {
  const file = await saved(model);
  const imported = read(file, metadata);
  expectAlike(await ours(imported), await theirs(model, pixel));
  return { file, imported };
}

const labels = ["cat", "dog", "owl"];

describe("a LayersModel gives TensorFlow.js's own probabilities", () => {
  test("as Teachable Machine makes them", async () => {
    const { imported } = await expectSame(teachableModel(), (byte) => byte / 127.5 - 1, { labels });
    expect(imported).toMatchObject({
      classes: labels,
      note: null,
      model: { imageSizePx: SIZE_PX },
    });
  });

  test("as a course makes them", async () => {
    const model = tf.sequential();
    model.add(tf.layers.rescaling({ scale: 1 / 255, inputShape }));
    model.add(tf.layers.conv2d({ filters: 5, kernelSize: 3, strides: 2, padding: "same" }));
    model.add(tf.layers.activation({ activation: "relu" }));
    model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
    model.add(
      tf.layers.separableConv2d({
        filters: 6,
        kernelSize: 3,
        activation: "swish",
        padding: "same",
      }),
    );
    model.add(tf.layers.layerNormalization({}));
    model.add(tf.layers.zeroPadding2d({ padding: 1 }));
    model.add(tf.layers.averagePooling2d({ poolSize: 3, strides: 1 }));
    model.add(tf.layers.activation({ activation: "hardSigmoid" }));
    model.add(tf.layers.dropout({ rate: 0.5 }));
    model.add(tf.layers.conv2d({ filters: 4, kernelSize: 1, dataFormat: "channelsLast" }));
    model.add(tf.layers.flatten());
    model.add(tf.layers.dense({ units: 4 }));
    model.add(tf.layers.softmax());
    const { imported } = await expectSame(model, (byte) => byte);
    expect(imported.classes).toEqual(["class 1", "class 2", "class 3", "class 4"]);
  });

  test("with a Dense layer over many pixels, and one behind it", async () => {
    const model = tf.sequential();
    model.add(tf.layers.averagePooling2d({ poolSize: 4, inputShape }));
    model.add(tf.layers.flatten());
    model.add(tf.layers.dropout({ rate: 0.2 }));
    model.add(tf.layers.dense({ units: 6, activation: "sigmoid" }));
    model.add(tf.layers.dense({ units: 2, activation: "softmax" }));
    const { imported } = await expectSame(model, (byte) => byte / 255);
    expect(imported.note).toContain("0 to 1");
  });
});

describe("what can't be read is refused by name", () => {
  const refusal = async (layers: tf.layers.Layer[]) => {
    const model = tf.sequential();
    for (const layer of layers) model.add(layer);
    const file = await saved(model);
    return () => read(file);
  };
  const first = () => tf.layers.conv2d({ name: "a", filters: 2, kernelSize: 3, inputShape });

  test("a layer, with those that can be", async () => {
    const upsampling = tf.layers.upSampling2d({ name: "up" });
    expect(await refusal([first(), upsampling])).toThrow(
      /"up" is a UpSampling2D, which can't be read here. These can: Conv2D, /,
    );
  });

  test("an activation, and an end without classes", async () => {
    const tanh = tf.layers.activation({ name: "t", activation: "tanh" });
    expect(await refusal([first(), tanh])).toThrow(/"t" has the activation tanh/);
    expect(await refusal([first()])).toThrow("does not end in a Dense layer");
    const one = [first(), tf.layers.globalAveragePooling2d({}), tf.layers.dense({ units: 1 })];
    expect(await refusal(one)).toThrow("two classes or more");
  });

  test("weights of another model, and too few of them", async () => {
    const file = await saved(teachableModel());
    expect(() => read({ ...file, bytes: file.bytes.subarray(4) })).toThrow("bytes");
    const twice = file.json.replace(/"paths":\[(.*?)\]/, '"paths":[$1,$1]');
    expect(() => read({ ...file, json: twice })).toThrow("named twice");
    const json = file.json.replace(
      '"name":"expand/kernel","shape":[1,1,4,8]',
      '"name":"expand/kernel","shape":[1,1,8,4]',
    );
    expect(() => read({ ...file, json })).toThrow("expand/kernel is 1 × 1 × 8 × 4 instead of");
    expect(() => read(file, { labels: ["a", "b"] })).toThrow("names 2 classes");
  });

  test("layers that make much of little", async () => {
    const pad = (after: number): [[number, number], [number, number]] => [
      [0, after],
      [0, after],
    ];
    const padding = tf.layers.zeroPadding2d({ padding: pad(40), inputShape });
    const conv = (filters: number, shape?: { inputShape: number[] }) =>
      tf.layers.conv2d({ filters, kernelSize: 1, ...shape });
    expect(await refusal([padding, conv(2)])).toThrow("padded by 40 px more");
    const gates = Array.from({ length: 90 }, () =>
      tf.layers.activation({ activation: "hardSigmoid" }),
    );
    const wide = conv(60_000, { inputShape: [1, 1, 3] });
    expect(await refusal([wide, ...gates])).toThrow("more numbers than its files hold");
  });

  test("2,000 hostile files are read or refused, and touch no prototype", async () => {
    const inner = tf.sequential({ name: "inner" });
    inner.add(tf.layers.zeroPadding2d({ padding: 1, inputShape }));
    inner.add(tf.layers.conv2d({ filters: 2, kernelSize: 3, strides: 2, activation: "relu" }));
    const model = tf.sequential();
    model.add(inner);
    model.add(tf.layers.batchNormalization({}));
    model.add(tf.layers.globalAveragePooling2d({}));
    model.add(tf.layers.dense({ units: 2, activation: "softmax" }));
    const file = await saved(model);
    expect(read(file).model.layers).toHaveLength(5);
    fc.assert(
      fc.property(attacked(file.json), (json) => {
        try {
          expect(read({ ...file, json }).classes.length).toBeGreaterThan(1);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          expect((error as Error).constructor).toBe(Error);
        }
      }),
      { numRuns: 2000, seed: 12 },
    );
    expect(Object.prototype).not.toHaveProperty("polluted");
  });
});
