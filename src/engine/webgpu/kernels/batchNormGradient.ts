/**
 * The gradient of BatchNorm in closed form, with that of the activation and the sum behind it. Few rows
 * are one dispatch, as in `batchNormTrain`.
 */
import { flatPair, read, scratch, tensor, write, type Binding, type Kernel } from "../kernel";
import { activationCode } from "./activationCode";
import { isFewRows, laneSum, ROWS_PER_THREAD, splitRows } from "./rowSums";
import type { StepKernels } from "./stepContext";
import { store, vectorOf, type Vector } from "./vector";

export const batchNormGradient: StepKernels<"batchNormGradient"> = (step, context): Kernel[] => {
  const { x, y, dy, dx, residualGradient, statistics, norm, activation, accumulate } = step;
  const { rows, channels } = norm;
  const { lanes } = context.target;
  const vector = vectorOf(channels);
  const { count, type, width } = vector;
  const affine = flatPair("parameters", norm.weight, norm.bias);
  const affineGradient = flatPair("gradients", norm.weight, norm.bias);
  const biasAt = affineGradient.secondAt / width;
  const inputs: Binding[] = [
    read("x", type, tensor(x)),
    read("dy", type, tensor(dy)),
    // Where there is no activation, the output may be gone already.
    ...(activation === "none" ? [] : [read("y", type, tensor(y))]),
  ];
  const normalization = [
    read("statistics", type, tensor(statistics)),
    read("affine", type, affine.place),
    write("affineGradient", type, affineGradient.place),
  ];
  const gradient = activationCode[activation].gradient("dy[at]", "y[at]", type);
  // A sum of a BatchNorm with its own input has one target for both gradients.
  const shared = residualGradient?.id === dx ? residualGradient : null;
  const separate = shared ? null : residualGradient;
  const goals = [
    write("dx", type, tensor(dx)),
    ...(separate ? [write("dResidual", type, tensor(separate.id))] : []),
  ];
  const writeRow = `
    let at = row * ${count} + c;
    let gradient = ${gradient};
    let input = gradient * scale + (x[at] - mean) * slope + offset${shared ? " + gradient" : ""};
    ${store("dx[at]", "input", shared?.accumulate ?? accumulate)}
    ${separate ? store("dResidual[at]", "gradient", separate.accumulate) : ""}`;
  if (isFewRows(rows))
    return [
      {
        label: "batchNormGradientWhole",
        bindings: [...inputs, ...normalization, ...goals],
        sizes: { rows },
        threads: count * lanes,
        workgroupSize: lanes,
        isTeam: true,
        functions: laneSum(type, lanes),
        body: `
  let c = team;
  let mean = statistics[c];
  ${sumsOf(gradient, "lane", "sizes.rows", lanes, vector)}
  sum = sumOf(sum, lane);
  products = sumOf(products, lane);
  ${factorsOf(count)}
  if (lane == 0) { ${addAffine(biasAt)} }
  for (var row = lane; row < sizes.rows; row += ${lanes}) {${writeRow}
  }`,
      },
    ];
  const { splits, perSplit } = splitRows(rows, count, context);
  const parts = scratch("sums", 2 * splits * channels);
  const factors = scratch("factors", 4 * channels);
  return [
    {
      label: "batchNormGradientSums",
      bindings: [
        ...inputs,
        read("statistics", type, tensor(statistics)),
        write("parts", type, parts),
      ],
      sizes: { rows, perSplit },
      threads: splits * count,
      body: `
  let c = id % ${count};
  let split = id / ${count};
  let mean = statistics[c];
  let end = min(sizes.rows, (split + 1) * sizes.perSplit);
  ${sumsOf(gradient, "split * sizes.perSplit", "end", 1, vector)}
  parts[split * ${2 * count} + c] = sum;
  parts[split * ${2 * count} + ${count} + c] = products;`,
    },
    {
      label: "batchNormGradientFactors",
      bindings: [read("parts", type, parts), ...normalization, write("factors", type, factors)],
      sizes: { rows, splits },
      threads: count,
      body: `
  let c = id;
  var sum = ${type}(0);
  var products = ${type}(0);
  for (var split = 0; split < sizes.splits; split++) {
    sum += parts[split * ${2 * count} + c];
    products += parts[split * ${2 * count} + ${count} + c];
  }
  ${factorsOf(count)}
  ${addAffine(biasAt)}
  factors[c] = scale;
  factors[${count} + c] = slope;
  factors[${2 * count} + c] = offset;
  factors[${3 * count} + c] = statistics[c];`,
    },
    {
      label: "batchNormGradient",
      bindings: [...inputs, read("factors", type, factors), ...goals],
      sizes: { rows },
      threads: Math.ceil(rows / ROWS_PER_THREAD) * count,
      body: `
  let c = id % ${count};
  let first = (id / ${count}) * ${ROWS_PER_THREAD};
  let scale = factors[c];
  let slope = factors[${count} + c];
  let offset = factors[${2 * count} + c];
  let mean = factors[${3 * count} + c];
  let end = min(sizes.rows, first + ${ROWS_PER_THREAD});
  for (var row = first; row < end; row++) {${writeRow}
  }`,
    },
  ];
};

/** Sums over rows of the gradient, and of its products with the centred input. */
const sumsOf = (
  gradient: string,
  first: string,
  end: string,
  step: number,
  { count, type }: Vector,
) => `
  var sum = ${type}(0);
  var products = ${type}(0);
  for (var row = ${first}; row < ${end}; row += ${step}) {
    let at = row * ${count} + c;
    let gradient = ${gradient};
    sum += gradient;
    products += gradient * (x[at] - mean);
  }`;

/** The input's gradient is gradient · scale + (x − mean) · slope + offset. */
const factorsOf = (count: number) => `
  let rows = f32(sizes.rows);
  let inverse = statistics[${count} + c];
  let scale = affine[c] * inverse;
  let slope = -scale * inverse * inverse * products / rows;
  let offset = -scale * sum / rows;`;

const addAffine = (biasAt: number) => `
  affineGradient[c] += products * inverse;
  affineGradient[${biasAt} + c] += sum;`;
