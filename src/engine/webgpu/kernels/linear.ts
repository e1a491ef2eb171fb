/** A fully connected layer, and its gradients. */
import { flat, read, tensor, write } from "../kernel";
import type { StepKernels } from "./stepContext";
import { store, vectorOf } from "./vector";

export const linear: StepKernels<"linear"> = (step, { batchSize }) => {
  const { x, y, weight, bias, inFeatures, outFeatures } = step;
  const { count, type } = vectorOf(outFeatures);
  return [
    {
      label: "linear",
      bindings: [
        read("x", "f32", tensor(x)),
        read("weights", type, flat("parameters", weight)),
        read("biases", type, flat("parameters", bias)),
        write("y", type, tensor(y)),
      ],
      sizes: {},
      threads: batchSize * count,
      body: `
  let out = id % ${count};
  let first = id / ${count} * ${inFeatures};
  var sum = biases[out];
  for (var i = 0; i < ${inFeatures}; i++) { sum += x[first + i] * weights[i * ${count} + out]; }
  y[id] = sum;`,
    },
  ];
};

export const linearInputGradient: StepKernels<"linearInputGradient"> = (step, { batchSize }) => {
  const { dy, dx, weight, inFeatures, outFeatures, accumulate } = step;
  return [
    {
      label: "linearInputGradient",
      bindings: [
        read("dy", "f32", tensor(dy)),
        read("weights", "f32", flat("parameters", weight)),
        write("dx", "f32", tensor(dx)),
      ],
      sizes: {},
      threads: batchSize * inFeatures,
      body: `
  let row = id % ${inFeatures} * ${outFeatures};
  let first = id / ${inFeatures} * ${outFeatures};
  var sum = 0f;
  for (var out = 0; out < ${outFeatures}; out++) { sum += dy[first + out] * weights[row + out]; }
  ${store("dx[id]", "sum", accumulate)}`,
    },
  ];
};

/** The bias is one more row of the weights, whose input is always 1. */
export const linearFilterGradient: StepKernels<"linearFilterGradient"> = (step, { batchSize }) => {
  const { x, dy, weight, bias, inFeatures, outFeatures } = step;
  const { count, type } = vectorOf(outFeatures);
  return [
    {
      label: "linearFilterGradient",
      bindings: [
        read("x", "f32", tensor(x)),
        read("dy", type, tensor(dy)),
        write("weightGradient", type, flat("gradients", weight)),
        write("biasGradient", type, flat("gradients", bias)),
      ],
      sizes: { batch: batchSize },
      threads: (inFeatures + 1) * count,
      body: `
  let out = id % ${count};
  let feature = id / ${count};
  var sum = ${type}(0);
  if (feature == ${inFeatures}) {
    for (var image = 0; image < sizes.batch; image++) { sum += dy[image * ${count} + out]; }
    biasGradient[out] += sum;
  } else {
    for (var image = 0; image < sizes.batch; image++) {
      sum += x[image * ${inFeatures} + feature] * dy[image * ${count} + out];
    }
    weightGradient[id] += sum;
  }`,
    },
  ];
};
