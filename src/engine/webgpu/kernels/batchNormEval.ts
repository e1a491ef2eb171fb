/** BatchNorm by the running statistics, where no convolution stands before it. */
import { read, tensor, write } from "../kernel";
import { normEpilogue } from "./epilogue";
import type { StepKernels } from "./stepContext";
import { vectorOf } from "./vector";

export const batchNormEval: StepKernels<"batchNormEval"> = ({ x, y, norm, ...tail }) => {
  const channels = vectorOf(norm.channels);
  const epilogue = normEpilogue({ ...tail, norm, bias: null }, channels);
  return [
    {
      label: "batchNormEval",
      bindings: [
        read("x", channels.type, tensor(x)),
        write("y", channels.type, tensor(y)),
        ...epilogue.bindings,
      ],
      sizes: {},
      threads: norm.rows * channels.count,
      body: `
  let c = id % ${channels.count};
${epilogue.prepare("c", "")}
  y[id] = ${epilogue.finish("x[id]", "id", "")};`,
    },
  ];
};
