/** `tf.loadLayersModel` on the exported files against the reference engine. */
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { TfjsEngine } from "../../../engine/tfjs/TfjsEngine";
import { mobileModel } from "../../../engine/layerOpModels";
import { everyOpModel, randomBatch } from "../../../engine/testModel";
import type { Model } from "../../../nn/model";
import type { Layer } from "../../../nn/ops";
import { softmax } from "../../../lib/softmax";
import { writeLayersModel } from "./layersModel";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

/** Every op, with a ReLU before the padded pool, without which Keras could not do it. */
function rectifiedModel(): Model {
  const model = everyOpModel();
  const layers = model.layers.flatMap((layer): Layer[] =>
    layer.op === "maxPool"
      ? [
          { op: "activation", kind: "relu", name: "stem.relu", inputs: layer.inputs },
          { ...layer, inputs: ["stem.relu"] },
        ]
      : [layer],
  );
  return { ...model, layers };
}

async function exportedOf(model: Model) {
  const batch = randomBatch(3);
  const engine = new TfjsEngine(model, "cpu", 5);
  engine.setBatch(batch);
  const logits = engine.forward();
  const expected = Array.from(await logits.data());
  const state = await engine.readState();
  logits.dispose();
  engine.dispose();
  const { normalization } = batch;
  const exported = { model, state, normalization, classes: [], examples: [], metadata: {} };
  return { exported, batch, expected };
}

/** Every op that the other lacks; Keras knows one group, or one a channel. */
function ungroupedModel(): Model {
  const model = mobileModel();
  const layers = model.layers.map((layer) =>
    layer.name === "groups" && layer.op === "conv2d" ? { ...layer, groups: 1 } : layer,
  );
  const gate: Layer = {
    op: "activation",
    kind: "hardSwish",
    name: "head.act",
    inputs: ["head"],
  };
  return { ...model, layers: layers.map((layer) => (layer.name === gate.name ? gate : layer)) };
}

test.each([rectifiedModel(), ungroupedModel()])(
  "$name: tf.loadLayersModel gives the engine's probabilities",
  async (model) => {
    const { exported, batch, expected } = await exportedOf(model);
    const files = writeLayersModel(exported);
    const { modelTopology, weightsManifest } = JSON.parse(files["model.json"]) as {
      modelTopology: object;
      weightsManifest: tf.io.WeightsManifestConfig;
    };
    const loaded = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology,
        weightSpecs: weightsManifest[0]!.weights,
        weightData: files["weights.bin"].buffer,
      }),
    );
    const sizePx = exported.model.imageSizePx;
    const images = tf.tensor4d(
      Float32Array.from(batch.pixels, (byte) => byte / 255),
      [3, sizePx, sizePx, 3],
    );
    const given = Array.from(await (loaded.predict(images) as tf.Tensor).data());
    const classCount = exported.model.classCount;
    const probabilities = [0, 1, 2].flatMap((row) =>
      softmax(expected.slice(row * classCount, (row + 1) * classCount)),
    );
    given.forEach((value, i) => expect(value).toBeCloseTo(probabilities[i]!, 5));
  },
);

test("a padded pool over values that may be negative is refused", async () => {
  const { exported } = await exportedOf(everyOpModel());
  expect(() => writeLayersModel(exported)).toThrow(/can't do/);
});
