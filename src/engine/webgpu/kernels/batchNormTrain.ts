/**
 * BatchNorm by the batch's own statistics: partial sums, their total with the running statistics, and
 * the normalisation with what follows it. https://arxiv.org/abs/1502.03167
 */
import { flatPair, read, scratch, tensor, write, type Kernel } from "../kernel";
import { activationCode } from "./activationCode";
import { splitSum, type StepContext, type StepKernels } from "./stepContext";
import { vectorOf } from "./vector";

/** Rows that a thread normalises with the numbers it has loaded for its channels. */
export const ROWS_PER_THREAD = 4;

export const batchNormTrain: StepKernels<"batchNormTrain"> = (step, context): Kernel[] => {
  const { x, y, residual, statistics, norm, activation } = step;
  const { rows, channels, epsilon, momentum } = norm;
  const { count, type, width } = vectorOf(channels);
  const { splits, perSplit } = splitRows(rows, count, context);
  const affine = flatPair("parameters", norm.weight, norm.bias);
  const running = flatPair("buffers", norm.runningMean, norm.runningVariance);
  const varianceAt = running.secondAt / width;
  const parts = scratch("sums", 2 * splits * channels);
  const threadRows = Math.ceil(rows / ROWS_PER_THREAD);
  return [
    {
      label: "batchNormSums",
      bindings: [read("x", type, tensor(x)), write("parts", type, parts)],
      sizes: { rows, perSplit },
      threads: splits * count,
      // Around the first row's values, because squares of large means would drown the variance.
      body: `
  let c = id % ${count};
  let split = id / ${count};
  let centre = x[c];
  var sum = ${type}(0);
  var squares = ${type}(0);
  let end = min(sizes.rows, (split + 1) * sizes.perSplit);
  for (var row = split * sizes.perSplit; row < end; row++) {
    let value = x[row * ${count} + c] - centre;
    sum += value;
    squares += value * value;
  }
  parts[split * ${2 * count} + c] = sum;
  parts[split * ${2 * count} + ${count} + c] = squares;`,
    },
    {
      label: "batchNormStatistics",
      bindings: [
        read("x", type, tensor(x)),
        read("parts", type, parts),
        write("statistics", type, tensor(statistics)),
        write("running", type, running.place),
      ],
      sizes: { rows, splits },
      threads: count,
      body: `
  var sum = ${type}(0);
  var squares = ${type}(0);
  for (var split = 0; split < sizes.splits; split++) {
    sum += parts[split * ${2 * count} + id];
    squares += parts[split * ${2 * count} + ${count} + id];
  }
  let rows = f32(sizes.rows);
  let offset = sum / rows;
  let mean = x[id] + offset;
  let variance = max(squares / rows - offset * offset, ${type}(0));
  statistics[id] = mean;
  statistics[${count} + id] = 1.0 / sqrt(variance + ${type}(${epsilon}));
  let unbiased = variance * (rows / (rows - 1.0));
  running[id] = running[id] * ${1 - momentum} + mean * ${momentum};
  running[${varianceAt} + id] = running[${varianceAt} + id] * ${1 - momentum} + unbiased * ${momentum};`,
    },
    {
      label: "batchNorm",
      bindings: [
        read("x", type, tensor(x)),
        read("statistics", type, tensor(statistics)),
        read("affine", type, affine.place),
        write("y", type, tensor(y)),
        ...(residual === null ? [] : [read("residual", type, tensor(residual))]),
      ],
      sizes: { rows },
      threads: threadRows * count,
      body: `
  let c = id % ${count};
  let first = (id / ${count}) * ${ROWS_PER_THREAD};
  let mean = statistics[c];
  let scale = affine[c] * statistics[${count} + c];
  let shift = affine[${affine.secondAt / width} + c];
  let end = min(sizes.rows, first + ${ROWS_PER_THREAD});
  for (var row = first; row < end; row++) {
    let at = row * ${count} + c;
    let value = (x[at] - mean) * scale + shift${residual === null ? "" : " + residual[at]"};
    y[at] = ${activationCode[activation].apply("value", type)};
  }`,
    },
  ];
};

/** Both stages of a sum over rows are serial: neither should be much longer than the other. */
export function splitRows(rows: number, others: number, { targetThreads }: StepContext) {
  return splitSum(rows, others, Math.min(targetThreads, others * Math.ceil(Math.sqrt(rows))));
}
