/** ONNX, opset 17: one graph with the normalisation inside. https://onnx.ai */
import { format } from "../format";
import predictions from "../python/predictions.py?raw";
import preprocess from "../python/preprocess.py?raw";
import predict from "../python/onnxPredict.py?raw";
import { writeOnnx } from "./onnxFile";
import { onnxGraph } from "./onnxGraph";

export const onnx = format({
  label: "ONNX",
  help: "Runs in Python, C++, C#, on phones and in browsers, through ONNX Runtime.",
  use: ({ imageSizePx, classCount }) =>
    `\`python predict.py --check\` compares the examples with the app's answers, \`python predict.py cat.jpg\` classifies.

- In: \`images\`, float32 [batch, 3, ${imageSizePx}, ${imageSizePx}], red, green and blue from 0 to 1. The model normalises them itself: the mean and deviation in its metadata are for information.
- Out: \`logits\` and \`probabilities\` (their softmax), float32 [batch, ${classCount}].`,
  files: (exported) => ({
    "model.onnx": writeOnnx(onnxGraph(exported), exported.metadata),
    "predictions.py": predictions,
    "preprocess.py": preprocess,
    "predict.py": predict,
  }),
});
