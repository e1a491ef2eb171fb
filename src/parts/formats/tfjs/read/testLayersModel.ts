/** For tests: models made and saved with TensorFlow.js's own layers. */
import * as tf from "@tensorflow/tfjs";

export const SIZE_PX = 12;
export const inputShape = [SIZE_PX, SIZE_PX, 3];

export interface Saved {
  json: string;
  bytes: Uint8Array;
}

/** With running statistics away from their start. */
export function saved(model: tf.LayersModel): Promise<Saved> {
  const shaken = model.getWeights().map((weight, i) => {
    const noise = tf.randomUniform(weight.shape, 0.01, 0.3, "float32", i);
    return tf.add(weight, noise);
  });
  model.setWeights(shaken);
  return new Promise((resolve, reject) => {
    const handler = tf.io.withSaveHandler(({ modelTopology, weightSpecs, weightData }) => {
      const bytes = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
      const weightsManifest = [{ paths: ["./weights.bin"], weights: weightSpecs }];
      resolve({ json: JSON.stringify({ modelTopology, weightsManifest }), bytes });
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" },
      });
    });
    model.save(handler).catch(reject);
  });
}

/** MobileNetV2's blocks, as Keras pads them, in the models within models of Teachable Machine. */
export function teachableModel(): tf.Sequential {
  const input = tf.input({ shape: inputShape });
  const norm = (name: string) => tf.layers.batchNormalization({ name, epsilon: 1e-3 });
  const relu6 = (name: string) => tf.layers.reLU({ name, maxValue: 6 });
  const conv = (name: string, filters: number) =>
    tf.layers.conv2d({ name, filters, kernelSize: 1, padding: "same", useBias: false });
  const through = (start: tf.SymbolicTensor, ...layers: tf.layers.Layer[]) =>
    layers.reduce((last, layer) => layer.apply(last) as tf.SymbolicTensor, start);
  const stem = through(
    input,
    tf.layers.zeroPadding2d({
      name: "Conv1_pad",
      padding: [
        [0, 1],
        [0, 1],
      ],
    }),
    tf.layers.conv2d({ name: "Conv1", filters: 4, kernelSize: 3, strides: 2, useBias: false }),
    norm("bn_Conv1"),
    relu6("Conv1_relu"),
  );
  const depthwise = { kernelSize: 3, useBias: false } as const;
  const block = through(
    stem,
    conv("expand", 8),
    norm("expand_BN"),
    relu6("expand_relu"),
    tf.layers.depthwiseConv2d({ ...depthwise, name: "depthwise", padding: "same" }),
    norm("depthwise_BN"),
    relu6("depthwise_relu"),
    conv("project", 4),
    norm("project_BN"),
  );
  const sum = tf.layers.add({ name: "add" }).apply([stem, block]) as tf.SymbolicTensor;
  const features = through(
    sum,
    tf.layers.zeroPadding2d({
      name: "pad",
      padding: [
        [0, 1],
        [0, 1],
      ],
    }),
    tf.layers.depthwiseConv2d({ ...depthwise, name: "down", strides: 2, padding: "valid" }),
    norm("down_BN"),
    relu6("out_relu"),
  );
  const extractor = tf.sequential({ name: "extractor" });
  extractor.add(tf.model({ inputs: input, outputs: features, name: "mobilenet" }));
  extractor.add(tf.layers.globalAveragePooling2d({ name: "pool" }));
  const head = tf.sequential({ name: "head" });
  head.add(tf.layers.dense({ name: "dense1", units: 10, activation: "relu", inputShape: [4] }));
  head.add(tf.layers.dense({ name: "dense2", units: 3, useBias: false, activation: "softmax" }));
  const model = tf.sequential({ name: "teachable" });
  model.add(extractor);
  model.add(head);
  return model;
}
