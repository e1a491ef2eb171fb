/** ONNX, opset 17: one graph with the normalisation inside. https://onnx.ai */
import { format } from "../format";
import preprocess from "../python/preprocess.py?raw";
import predict from "../python/onnxPredict.py?raw";
import { writeOnnx } from "./onnxFile";
import { onnxGraph } from "./onnxGraph";

export const onnx = format({
  label: "ONNX",
  help: "Runs in Python, C++, C#, on phones and in browsers, through ONNX Runtime.",
  files: (exported) => ({
    "model.onnx": writeOnnx(onnxGraph(exported), exported.metadata),
    "preprocess.py": preprocess,
    "predict.py": predict,
  }),
});
