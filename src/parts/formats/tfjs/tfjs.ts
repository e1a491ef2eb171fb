/** A TensorFlow.js LayersModel, for pages and Node programs that use `tf.loadLayersModel`. */
import { format } from "../format";
import { writeLayersModel } from "./layersModel";
import check from "./check.mjs?raw";

export const tfjs = format({
  label: "TensorFlow.js",
  help: "A LayersModel for web pages and Node: tf.loadLayersModel reads it.",
  use: ({ imageSizePx, classCount }) =>
    `\`npm install @tensorflow/tfjs pngjs && node check.mjs\` compares the examples with the app's answers.

- In: float32 [batch, ${imageSizePx}, ${imageSizePx}, 3], red, green and blue from 0 to 1. The model normalises them itself: the mean and deviation in its metadata are for information.
- Out: probabilities (softmax), float32 [batch, ${classCount}].`,
  files: (exported) => ({ ...writeLayersModel(exported), "check.mjs": check }),
});
