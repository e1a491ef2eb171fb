/**
 * BatchNorm by the batch's own statistics. Few rows are one dispatch, with a workgroup for each vector of
 * channels; many are partial sums, their total with the running statistics, and the normalisation with
 * what follows it. https://arxiv.org/abs/1502.03167
 */
import type { NormStep } from "../../plan/program";
import { flatPair, read, scratch, tensor, write, type Kernel } from "../kernel";
import { activationCode } from "./activationCode";
import { isFewRows, laneSum, ROWS_PER_THREAD, splitRows } from "./rowSums";
import type { StepKernels } from "./stepContext";
import { vectorOf, type Vector } from "./vector";

export const batchNormTrain: StepKernels<"batchNormTrain"> = (step, context): Kernel[] => {
  const { x, y, residual, statistics, norm, activation } = step;
  const { rows, channels } = norm;
  const { lanes } = context.target;
  const vector = vectorOf(channels);
  const { count, type, width } = vector;
  const affine = flatPair("parameters", norm.weight, norm.bias);
  const running = flatPair("buffers", norm.runningMean, norm.runningVariance);
  const source = read("x", type, tensor(x));
  const outputs = [
    read("affine", type, affine.place),
    write("y", type, tensor(y)),
    ...(residual === null ? [] : [read("residual", type, tensor(residual))]),
  ];
  const shift = `affine[${affine.secondAt / width} + c]`;
  const normalized = `(x[at] - mean) * scale + shift${residual === null ? "" : " + residual[at]"}`;
  const normalize = `y[at] = ${activationCode[activation].apply(normalized, type)};`;
  const statisticsCode = statisticsOf(norm, vector, running.secondAt / width);
  if (isFewRows(rows))
    return [
      {
        label: "batchNormWhole",
        bindings: [
          source,
          write("statistics", type, tensor(statistics)),
          write("running", type, running.place),
          ...outputs,
        ],
        sizes: { rows },
        threads: count * lanes,
        workgroupSize: lanes,
        isTeam: true,
        functions: laneSum(type, lanes),
        body: `
  let c = team;
  ${sumsAround("lane", "sizes.rows", lanes, vector)}
  sum = sumOf(sum, lane);
  squares = sumOf(squares, lane);
  ${statisticsCode.values}
  if (lane == 0) { ${statisticsCode.stores} }
  let scale = affine[c] / deviation;
  let shift = ${shift};
  for (var row = lane; row < sizes.rows; row += ${lanes}) {
    let at = row * ${count} + c;
    ${normalize}
  }`,
      },
    ];
  const { splits, perSplit } = splitRows(rows, count, context);
  const parts = scratch("sums", 2 * splits * channels);
  return [
    {
      label: "batchNormSums",
      bindings: [source, write("parts", type, parts)],
      sizes: { rows, perSplit },
      threads: splits * count,
      body: `
  let c = id % ${count};
  let split = id / ${count};
  let end = min(sizes.rows, (split + 1) * sizes.perSplit);
  ${sumsAround("split * sizes.perSplit", "end", 1, vector)}
  parts[split * ${2 * count} + c] = sum;
  parts[split * ${2 * count} + ${count} + c] = squares;`,
    },
    {
      label: "batchNormStatistics",
      bindings: [
        source,
        read("parts", type, parts),
        write("statistics", type, tensor(statistics)),
        write("running", type, running.place),
      ],
      sizes: { rows, splits },
      threads: count,
      body: `
  let c = id;
  var sum = ${type}(0);
  var squares = ${type}(0);
  for (var split = 0; split < sizes.splits; split++) {
    sum += parts[split * ${2 * count} + c];
    squares += parts[split * ${2 * count} + ${count} + c];
  }
  let centre = x[c];
  ${statisticsCode.values}
  ${statisticsCode.stores}`,
    },
    {
      label: "batchNorm",
      bindings: [source, read("statistics", type, tensor(statistics)), ...outputs],
      sizes: { rows },
      threads: Math.ceil(rows / ROWS_PER_THREAD) * count,
      body: `
  let c = id % ${count};
  let first = (id / ${count}) * ${ROWS_PER_THREAD};
  let mean = statistics[c];
  let scale = affine[c] * statistics[${count} + c];
  let shift = ${shift};
  let end = min(sizes.rows, first + ${ROWS_PER_THREAD});
  for (var row = first; row < end; row++) {
    let at = row * ${count} + c;
    ${normalize}
  }`,
    },
  ];
};

/** Sums of the rows and of their squares, around the first row: squares of large means would drown the rest. */
const sumsAround = (first: string, end: string, step: number, { count, type }: Vector) => `
  let centre = x[c];
  var sum = ${type}(0);
  var squares = ${type}(0);
  for (var row = ${first}; row < ${end}; row += ${step}) {
    let value = x[row * ${count} + c] - centre;
    sum += value;
    squares += value * value;
  }`;

/** From the total of such sums: the batch's mean and deviation, and what is kept of them. */
function statisticsOf(
  { epsilon, momentum }: NormStep,
  { count, type }: Vector,
  runningVarianceAt: number,
) {
  const updated = (place: string, value: string) =>
    `${place} = ${place} * ${1 - momentum} + ${value} * ${momentum};`;
  return {
    values: `
  let rows = f32(sizes.rows);
  let offset = sum / rows;
  let mean = centre + offset;
  let variance = max(squares / rows - offset * offset, ${type}(0));
  let deviation = sqrt(variance + ${type}(${epsilon}));`,
    stores: `
  statistics[c] = mean;
  statistics[${count} + c] = 1.0 / deviation;
  ${updated("running[c]", "mean")}
  ${updated(`running[${runningVarianceAt} + c]`, "variance * (rows / (rows - 1.0))")}`,
  };
}
