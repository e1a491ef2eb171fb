import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { startDevice } from "../../engine/device";
import { expectClose } from "../../engine/testTraining";
import { createWasmEngine } from "../../engine/wasm/createWasmEngine";
import { goldenBatch, goldenModels, goldenState } from "./golden";

beforeAll(async () => {
  await startDevice("cpu");
});

test.each(goldenModels)("%s gives PyTorch's logits for PyTorch's weights", async (_, make) => {
  const { model, logits } = make();
  const before = tf.memory().numTensors;
  const engine = await createWasmEngine(model, 1);
  engine.writeState({ ...goldenState(model), optimizer: {}, lossSum: 0, average: null });
  engine.setBatch(goldenBatch());
  const output = engine.forward();
  const actual = { logits: await output.data<"float32">() };
  expectClose(actual, { logits: Float32Array.from(logits) }, 1e-4);
  expect(actual.logits.length).toBe(logits.length);
  output.dispose();
  engine.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
