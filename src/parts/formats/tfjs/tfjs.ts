/** A TensorFlow.js LayersModel, for pages and Node programs that use `tf.loadLayersModel`. */
import { format } from "../format";
import { writeLayersModel } from "./layersModel";
import check from "./check.mjs?raw";

export const tfjs = format({
  label: "TensorFlow.js",
  help: "A LayersModel for web pages and Node: tf.loadLayersModel reads it.",
  files: (exported) => ({ ...writeLayersModel(exported), "check.mjs": check }),
});
