import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { softmax } from "../../lib/softmax";
import { truthOf } from "../../parts/losses/targets";
import { startDevice } from "../device";
import { CLASS_COUNT, everyOpModel, randomBatch } from "../testModel";
import { adamW, crossEntropySum as loss } from "../testTraining";
import { LayerProbe, type LayerValues } from "./LayerProbe";
import { TfjsEngine } from "./TfjsEngine";

beforeAll(async () => {
  await startDevice("wasm");
});

const batch = randomBatch(4);

async function read(probe: LayerProbe): Promise<Map<string, LayerValues>> {
  const layers = new Map<string, LayerValues>();
  for await (const [name, values] of probe.read()) layers.set(name, values);
  return layers;
}

async function stepped(probe?: LayerProbe) {
  const engine = new TfjsEngine(everyOpModel(), "wasm", 1);
  engine.setBatch(batch);
  engine.backward(loss, 3, probe);
  const gradients = await engine.readGradients();
  engine.step({
    optimizer: adamW,
    learningRate: 0.01,
    denominator: 4,
    clipNorm: 1,
    clipValue: null,
  });
  const state = await engine.readState();
  engine.dispose();
  return { gradients, state };
}

test("a probed step is the plain step, bit for bit, and leaves no tensor behind", async () => {
  const plain = await stepped();
  const before = tf.memory().numTensors;
  const probe = new LayerProbe();
  expect(await stepped(probe)).toEqual(plain);
  expect((await read(probe)).size).toBe(everyOpModel().layers.length);
  expect(tf.memory().numTensors).toBe(before);
});

test("every layer's gradient is what comes back to its output", async () => {
  const probe = new LayerProbe();
  const { gradients } = await stepped(probe);
  const layers = await read(probe);
  // Of cross entropy at the logits: the probabilities less the label's one.
  const { output, gradient } = layers.get("fc")!;
  const truth = truthOf(batch.targets, CLASS_COUNT);
  for (let row = 0; row < batch.indices.length; row++) {
    const at = row * CLASS_COUNT;
    softmax(output.subarray(at, at + CLASS_COUNT)).forEach((probability, c) =>
      expect(gradient![at + c]).toBeCloseTo(probability - truth[at + c]!, 5),
    );
  }
  // Of a bias: the sum of its layer's gradient over images and places.
  const stem = layers.get("stem")!;
  const channels = stem.shape.at(-1)!;
  const sums = new Float64Array(channels);
  stem.gradient!.forEach((value, i) => (sums[i % channels]! += value));
  sums.forEach((sum, c) => expect(gradients["stem.bias"]![c]).toBeCloseTo(sum, 4));
});

test("eval mode has outputs and no gradients", async () => {
  const engine = new TfjsEngine(everyOpModel(), "wasm", 1);
  engine.setBatch(batch);
  const probe = new LayerProbe();
  const logits = engine.forward(probe);
  const layers = await read(probe);
  expect(layers.get("fc")!.output).toEqual(await logits.data());
  expect([...layers.values()].every(({ gradient }) => gradient === null)).toBe(true);
  logits.dispose();
  engine.dispose();
});
