/** For tests: what TensorFlow.js and we make of the same LayersModel and images. */
import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import { TfjsEngine } from "../../../../engine/tfjs/TfjsEngine";
import { randomBatch } from "../../../../engine/testModel";
import { softmax } from "../../../../lib/softmax";
import { readLayersModel, type ImportedModel } from "./readLayersModel";
import { SIZE_PX, type Saved } from "./testLayersModel";

const images = randomBatch(3, SIZE_PX);

export const read = ({ json, bytes }: Saved, metadata: object | null = null): ImportedModel =>
  readLayersModel({
    json,
    metadata: metadata && JSON.stringify(metadata),
    weights: (path) => (path === "./weights.bin" ? bytes : null),
  });

/** Of three images, by the engine. */
export async function ours({ model, state, preprocessing }: ImportedModel): Promise<number[]> {
  const engine = new TfjsEngine(model, "cpu", 1);
  engine.writeState({ ...state, optimizer: {}, lossSum: 0, average: null });
  engine.setBatch({ ...images, normalization: preprocessing });
  const logits = engine.forward();
  const values = Array.from(await logits.data());
  logits.dispose();
  engine.dispose();
  const { classCount } = model;
  return [0, 1, 2].flatMap((row) =>
    softmax(values.slice(row * classCount, (row + 1) * classCount)),
  );
}

/** Of the same. */
export async function theirs(
  model: tf.LayersModel,
  pixel: (byte: number) => number,
): Promise<number[]> {
  const input = tf.tensor4d(Float32Array.from(images.pixels, pixel), [3, SIZE_PX, SIZE_PX, 3]);
  return Array.from(await (model.predict(input) as tf.Tensor).data());
}

export function expectAlike(given: readonly number[], expected: readonly number[]): void {
  expect(given.length).toBe(expected.length);
  given.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-4));
}
