/** Normalisation of each row over its channels, a thread a row. https://arxiv.org/abs/1607.06450 */
import type { TensorId } from "../../plan/program";
import { flat, flatPair, read, scratch, tensor, write, type Kernel } from "../kernel";
import { partStride, splitSum, type StepContext, type StepKernels } from "./stepContext";
import { store, vectorOf, type Vector } from "./vector";

/** Code: `mean` and `inverse` (1 / √(variance + ε)) of the row that begins at `first`. */
function statistics(channels: number, epsilon: number): string {
  const { count, type, width } = vectorOf(channels);
  const total = (lanes: string) => (width === 4 ? `dot(${lanes}, vec4f(1))` : lanes);
  return `
  var sum = ${type}(0);
  for (var c = 0; c < ${count}; c++) { sum += x[first + c]; }
  let mean = ${total("sum")} / ${channels}f;
  var squares = ${type}(0);
  for (var c = 0; c < ${count}; c++) {
    let distance = x[first + c] - mean;
    squares += distance * distance;
  }
  let inverse = 1.0 / sqrt(${total("squares")} / ${channels}f + ${epsilon}f);`;
}

export const layerNorm: StepKernels<"layerNorm"> = ({ x, y, norm }) => {
  const { rows, channels, epsilon } = norm;
  const { count, type, width } = vectorOf(channels);
  const affine = flatPair("parameters", norm.weight, norm.bias);
  return [
    {
      label: "layerNorm",
      bindings: [
        read("x", type, tensor(x)),
        read("affine", type, affine.place),
        write("y", type, tensor(y)),
      ],
      sizes: {},
      threads: rows,
      body: `
  let first = id * ${count};
${statistics(channels, epsilon)}
  for (var c = 0; c < ${count}; c++) {
    y[first + c] = (x[first + c] - mean) * inverse * affine[c] + affine[${affine.secondAt / width} + c];
  }`,
    },
  ];
};

/** Statistics of the rows with the input's gradient, then the sums over rows of the weights' gradients. */
export const layerNormGradient: StepKernels<"layerNormGradient"> = (step, context): Kernel[] => {
  const { x, dy, dx, norm, accumulate } = step;
  const { rows, channels, epsilon } = norm;
  const { count, type, width } = vectorOf(channels);
  const total = (lanes: string) => (width === 4 ? `dot(${lanes}, vec4f(1))` : lanes);
  // dx = (g − mean(g) − x̂ · mean(g·x̂)) / σ with g = dy · weight.
  const inputGradient = `
  var gradients = ${type}(0);
  var products = ${type}(0);
  for (var c = 0; c < ${count}; c++) {
    let gradient = dy[first + c] * weights[c];
    gradients += gradient;
    products += gradient * (x[first + c] - mean) * inverse;
  }
  let meanGradient = ${total("gradients")} / ${channels}f;
  let meanProduct = ${total("products")} / ${channels}f;
  for (var c = 0; c < ${count}; c++) {
    let normalized = (x[first + c] - mean) * inverse;
    let input = (dy[first + c] * weights[c] - meanGradient - normalized * meanProduct) * inverse;
    ${store("dx[first + c]", "input", accumulate)}
  }`;
  return [
    {
      label: "layerNormGradient",
      bindings: [
        read("x", type, tensor(x)),
        write("rowStatistics", "f32", rowStatistics(rows)),
        ...(dx === null
          ? []
          : [
              read("dy", type, tensor(dy)),
              read("weights", type, flat("parameters", norm.weight)),
              write("dx", type, tensor(dx)),
            ]),
      ],
      sizes: {},
      threads: rows,
      body: `
  let first = id * ${count};
${statistics(channels, epsilon)}
  rowStatistics[2 * id] = mean;
  rowStatistics[2 * id + 1] = inverse;${dx === null ? "" : inputGradient}`,
    },
    ...(step.learns ? [weightGradients(x, dy, step.norm, vectorOf(channels), context)] : []),
  ];
};

const rowStatistics = (rows: number) => scratch("rowStatistics", 2 * rows);

function weightGradients(
  x: TensorId,
  dy: TensorId,
  { rows, weight, bias }: Parameters<StepKernels<"layerNorm">>[0]["norm"],
  { count, type, width }: Vector,
  context: StepContext,
): Kernel {
  const { splits, perSplit } = splitSum(rows, count, Math.min(context.target.threads, 1024));
  return {
    label: "layerNormWeightGradients",
    bindings: [
      read("x", type, tensor(x)),
      read("dy", type, tensor(dy)),
      read("rowStatistics", "f32", rowStatistics(rows)),
      write("weightParts", type, context.partialSums(weight, splits)),
      write("biasParts", type, context.partialSums(bias, splits)),
    ],
    sizes: { rows, perSplit },
    threads: count * splits,
    body: `
  let c = id % ${count};
  let split = id / ${count};
  let end = min(sizes.rows, (split + 1) * sizes.perSplit);
  var products = ${type}(0);
  var gradients = ${type}(0);
  for (var row = split * sizes.perSplit; row < end; row++) {
    let gradient = dy[row * ${count} + c];
    gradients += gradient;
    products += gradient * (x[row * ${count} + c] - rowStatistics[2 * row]) * rowStatistics[2 * row + 1];
  }
  weightParts[split * ${partStride(weight) / width} + c] = products;
  biasParts[split * ${partStride(bias) / width} + c] = gradients;`,
  };
}
