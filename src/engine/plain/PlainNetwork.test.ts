/** Plain JavaScript against the reference engine, on models of every op. */
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { mobileModel } from "../layerOpModels";
import { sampleBatch } from "../sampleBatch";
import { CLASS_COUNT, everyOpModel, randomBatch } from "../testModel";
import { TfjsEngine } from "../tfjs/TfjsEngine";
import { PlainNetwork } from "./PlainNetwork";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

test.each([everyOpModel(), mobileModel()])("$name has the engine's logits", async (model) => {
  const batch = randomBatch(2);
  const engine = new TfjsEngine(model, "cpu", 5);
  engine.setBatch(batch);
  const logits = engine.forward();
  const expected = await logits.data();
  const network = new PlainNetwork(model, await engine.readState());
  const images = sampleBatch(batch);
  const size = images.length / 2;
  for (let row = 0; row < 2; row++) {
    const given = await network.logits(images.subarray(row * size, (row + 1) * size));
    expect(given).toHaveLength(CLASS_COUNT);
    given.forEach((value, c) => expect(value).toBeCloseTo(expected[row * CLASS_COUNT + c]!, 4));
  }
  logits.dispose();
  engine.dispose();
});
