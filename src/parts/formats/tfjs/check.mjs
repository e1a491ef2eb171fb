/**
 * Compares this model's answers for the examples with those of the app.
 *
 *     npm install @tensorflow/tfjs pngjs && node check.mjs
 */
import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { PNG } from "pngjs";

const TOLERANCE = 1e-4;
const here = new URL(".", import.meta.url);
const read = (path) => readFileSync(new URL(path, here));

const { modelTopology, weightsManifest } = JSON.parse(read("model.json"));
const model = await tf.loadLayersModel(
  tf.io.fromMemory({
    modelTopology,
    weightSpecs: weightsManifest[0].weights,
    weightData: new Uint8Array(read("weights.bin")).buffer,
  }),
);

const examples = JSON.parse(read("examples/answers.json"));
for (const { fileName, probabilities } of examples) {
  const { data, width, height } = PNG.sync.read(read(`examples/${fileName}`));
  // RGBA bytes → RGB from 0 to 1, `[1, height, width, 3]`.
  const rgb = Float32Array.from(data.filter((_, i) => i % 4 < 3)).map((byte) => byte / 255);
  const ours = model.predict(tf.tensor4d(rgb, [1, height, width, 3])).dataSync();
  const difference = Math.max(...probabilities.map((value, i) => Math.abs(value - ours[i])));
  if (!(difference <= TOLERANCE)) {
    console.error(`${fileName} differs by ${difference}.`);
    process.exit(1);
  }
}
console.log(`${examples.length} examples agree with the app to ${TOLERANCE}.`);
