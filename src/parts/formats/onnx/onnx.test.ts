/** The exported graph in ONNX Runtime against the reference engine, on models of every op. */
import * as ort from "onnxruntime-web";
import { beforeAll, expect, test } from "vitest";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { TfjsEngine } from "../../../engine/tfjs/TfjsEngine";
import { mobileModel } from "../../../engine/layerOpModels";
import { everyOpModel, randomBatch } from "../../../engine/testModel";
import type { ExportedModel } from "../format";
import { writeOnnx } from "./onnxFile";
import { onnxGraph } from "./onnxGraph";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

test.each([everyOpModel(), mobileModel()])(
  "$name: ONNX Runtime gives the engine's logits",
  async (model) => {
    const batch = randomBatch(3);
    const engine = new TfjsEngine(model, "cpu", 5);
    engine.setBatch(batch);
    const logits = engine.forward();
    const exported: ExportedModel = {
      model,
      state: await engine.readState(),
      classes: ["a", "b", "c"],
      normalization: batch.normalization,
      examples: [],
      metadata: {},
    };
    const bytes = writeOnnx(onnxGraph(exported), { classes: '["a","b","c"]' });

    const session = await ort.InferenceSession.create(bytes);
    const { imageSizePx } = model;
    const images = new ort.Tensor("float32", channelsFirst(batch.pixels, imageSizePx), [
      3,
      3,
      imageSizePx,
      imageSizePx,
    ]);
    const outputs = await session.run({ images });

    const expected = await logits.data();
    const given = (await outputs.logits!.getData()) as Float32Array;
    expect(given).toHaveLength(expected.length);
    given.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
    const probabilities = (await outputs.probabilities!.getData()) as Float32Array;
    expect(probabilities.slice(0, 3).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    logits.dispose();
    engine.dispose();
  },
);

/** 8-bit `[batch, height, width, 3]` → floats 0–1 `[batch, 3, height, width]`. */
function channelsFirst(pixels: Uint8Array, sizePx: number): Float32Array {
  const area = sizePx * sizePx;
  return Float32Array.from(pixels, (_, i) => {
    const [image, channel, place] = [Math.floor(i / area / 3), Math.floor(i / area) % 3, i % area];
    return pixels[(image * area + place) * 3 + channel]! / 255;
  });
}
