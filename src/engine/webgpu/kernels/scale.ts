/** Factors for channels, learned or worked out for each image, and for whole images. */
import { flat, read, tensor, write } from "../kernel";
import { partStride, splitSum, type StepKernels } from "./stepContext";
import { store, vectorOf } from "./vector";

export const layerScale: StepKernels<"layerScale"> = (step) => {
  const { x, y, gamma, rows, channels, accumulate } = step;
  const { count, type } = vectorOf(channels);
  return [
    {
      label: "layerScale",
      bindings: [
        read("x", type, tensor(x)),
        read("factors", type, flat("parameters", gamma)),
        write("y", type, tensor(y)),
      ],
      sizes: {},
      threads: rows * count,
      body: `  ${store("y[id]", `x[id] * factors[id % ${count}]`, accumulate)}`,
    },
  ];
};

export const layerScaleGammaGradient: StepKernels<"layerScaleGammaGradient"> = (step, context) => {
  const { x, dy, gamma, rows, channels } = step;
  const { count, type, width } = vectorOf(channels);
  const { splits, perSplit } = splitSum(rows, count, Math.min(context.target.threads, 1024));
  return [
    {
      label: "layerScaleGammaGradient",
      bindings: [
        read("x", type, tensor(x)),
        read("dy", type, tensor(dy)),
        write("parts", type, context.partialSums(gamma, splits)),
      ],
      sizes: { rows, perSplit },
      threads: count * splits,
      body: `
  let c = id % ${count};
  let split = id / ${count};
  let end = min(sizes.rows, (split + 1) * sizes.perSplit);
  var sum = ${type}(0);
  for (var row = split * sizes.perSplit; row < end; row++) {
    sum += x[row * ${count} + c] * dy[row * ${count} + c];
  }
  parts[split * ${partStride(gamma) / width} + c] = sum;`,
    },
  ];
};

export const scale: StepKernels<"scale"> = (step, { batchSize }) => {
  const { x, gate, y, pixels, channels, accumulate } = step;
  const { count, type } = vectorOf(channels);
  const factor = `gate[id / ${pixels * count} * ${count} + id % ${count}]`;
  return [
    {
      label: "scale",
      bindings: [
        read("x", type, tensor(x)),
        read("gate", type, tensor(gate)),
        write("y", type, tensor(y)),
      ],
      sizes: {},
      threads: batchSize * pixels * count,
      body: `  ${store("y[id]", `x[id] * ${factor}`, accumulate)}`,
    },
  ];
};

export const scaleGateGradient: StepKernels<"scaleGateGradient"> = (step, { batchSize }) => {
  const { x, dy, dx, pixels, channels, accumulate } = step;
  const { count, type } = vectorOf(channels);
  return [
    {
      label: "scaleGateGradient",
      bindings: [
        read("x", type, tensor(x)),
        read("dy", type, tensor(dy)),
        write("dx", type, tensor(dx)),
      ],
      sizes: {},
      threads: batchSize * count,
      body: `
  let first = id / ${count} * ${pixels * count} + id % ${count};
  var sum = ${type}(0);
  for (var pixel = 0; pixel < ${pixels}; pixel++) {
    sum += x[first + pixel * ${count}] * dy[first + pixel * ${count}];
  }
  ${store("dx[id]", "sum", accumulate)}`,
    },
  ];
};

export const multiplyImages: StepKernels<"multiplyImages"> = (step, { batchSize }) => {
  const { x, mask, y, imageSize, accumulate } = step;
  const { count, type } = vectorOf(imageSize);
  return [
    {
      label: "multiplyImages",
      bindings: [
        read("x", type, tensor(x)),
        read("mask", "f32", tensor(mask)),
        write("y", type, tensor(y)),
      ],
      sizes: {},
      threads: batchSize * count,
      body: `  ${store("y[id]", `x[id] * mask[id / ${count}]`, accumulate)}`,
    },
  ];
};
