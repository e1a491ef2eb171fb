/** The gradient through a frozen BatchNorm, with that of the activation and the sum behind it. */
import { flat, read, tensor, write } from "../kernel";
import { activationCode } from "./activationCode";
import type { StepKernels } from "./stepContext";
import { store, vectorOf } from "./vector";

export const batchNormEvalGradient: StepKernels<"batchNormEvalGradient"> = (step) => {
  const { y, dy, dx, residualGradient, norm, activation, accumulate } = step;
  const { count, type } = vectorOf(norm.channels);
  // A sum of a BatchNorm with its own input has one target for both gradients.
  const shared = residualGradient?.id === dx ? residualGradient : null;
  const separate = shared ? null : residualGradient;
  return [
    {
      label: "batchNormEvalGradient",
      bindings: [
        read("dy", type, tensor(dy)),
        // Where there is no activation, the output may be gone already.
        ...(activation === "none" ? [] : [read("y", type, tensor(y))]),
        read("weight", type, flat("parameters", norm.weight)),
        read("variance", type, flat("buffers", norm.runningVariance)),
        write("dx", type, tensor(dx)),
        ...(separate ? [write("dResidual", type, tensor(separate.id))] : []),
      ],
      sizes: {},
      threads: norm.rows * count,
      body: `
  let c = id % ${count};
  let gradient = ${activationCode[activation].gradient("dy[id]", "y[id]", type)};
  let input = gradient * weight[c] / sqrt(variance[c] + ${type}(${norm.epsilon}))${shared ? " + gradient" : ""};
  ${store("dx[id]", "input", shared?.accumulate ?? accumulate)}
  ${separate ? store("dResidual[id]", "gradient", separate.accumulate) : ""}`,
    },
  ];
};
