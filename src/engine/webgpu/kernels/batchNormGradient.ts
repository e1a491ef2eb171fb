/** The gradient of BatchNorm in closed form, with that of the activation and the sum behind it. */
import { flatPair, read, scratch, tensor, write, type Binding, type Kernel } from "../kernel";
import { activationCode } from "./activationCode";
import { ROWS_PER_THREAD, splitRows } from "./batchNormTrain";
import type { StepKernels } from "./stepContext";
import { store, vectorOf } from "./vector";

export const batchNormGradient: StepKernels<"batchNormGradient"> = (step, context): Kernel[] => {
  const { x, y, dy, dx, residualGradient, statistics, norm, activation, accumulate } = step;
  const { rows, channels } = norm;
  const { count, type, width } = vectorOf(channels);
  const { splits, perSplit } = splitRows(rows, count, context);
  const affine = flatPair("parameters", norm.weight, norm.bias);
  const affineGradient = flatPair("gradients", norm.weight, norm.bias);
  const biasAt = affineGradient.secondAt / width;
  const parts = scratch("sums", 2 * splits * channels);
  const factors = scratch("factors", 4 * channels);
  // Where there is no activation, the output may be gone already.
  const output: Binding[] = activation === "none" ? [] : [read("y", type, tensor(y))];
  const gradient = activationCode[activation].gradient("dy[at]", "y[at]", type);
  // A sum of a BatchNorm with its own input has one target for both gradients.
  const shared = residualGradient?.id === dx ? residualGradient : null;
  const separate = shared ? null : residualGradient;
  return [
    {
      label: "batchNormGradientSums",
      bindings: [
        read("x", type, tensor(x)),
        read("dy", type, tensor(dy)),
        ...output,
        read("statistics", type, tensor(statistics)),
        write("parts", type, parts),
      ],
      sizes: { rows, perSplit },
      threads: splits * count,
      body: `
  let c = id % ${count};
  let split = id / ${count};
  let mean = statistics[c];
  var sum = ${type}(0);
  var products = ${type}(0);
  let end = min(sizes.rows, (split + 1) * sizes.perSplit);
  for (var row = split * sizes.perSplit; row < end; row++) {
    let at = row * ${count} + c;
    let gradient = ${gradient};
    sum += gradient;
    products += gradient * (x[at] - mean);
  }
  parts[split * ${2 * count} + c] = sum;
  parts[split * ${2 * count} + ${count} + c] = products;`,
    },
    {
      label: "batchNormGradientFactors",
      bindings: [
        read("parts", type, parts),
        read("statistics", type, tensor(statistics)),
        read("affine", type, affine.place),
        write("affineGradient", type, affineGradient.place),
        write("factors", type, factors),
      ],
      sizes: { rows, splits },
      threads: count,
      body: `
  var sum = ${type}(0);
  var products = ${type}(0);
  for (var split = 0; split < sizes.splits; split++) {
    sum += parts[split * ${2 * count} + id];
    products += parts[split * ${2 * count} + ${count} + id];
  }
  let rows = f32(sizes.rows);
  let inverse = statistics[${count} + id];
  let scale = affine[id] * inverse;
  affineGradient[id] += products * inverse;
  affineGradient[${biasAt} + id] += sum;
  factors[id] = scale;
  factors[${count} + id] = -scale * inverse * inverse * products / rows;
  factors[${2 * count} + id] = -scale * sum / rows;
  factors[${3 * count} + id] = statistics[id];`,
    },
    {
      label: "batchNormGradient",
      bindings: [
        read("x", type, tensor(x)),
        read("dy", type, tensor(dy)),
        ...output,
        read("factors", type, factors),
        write("dx", type, tensor(dx)),
        ...(separate ? [write("dResidual", type, tensor(separate.id))] : []),
      ],
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
  for (var row = first; row < end; row++) {
    let at = row * ${count} + c;
    let gradient = ${gradient};
    let input = gradient * scale + (x[at] - mean) * slope + offset${shared ? " + gradient" : ""};
    ${store("dx[at]", "input", shared?.accumulate ?? accumulate)}
    ${separate ? store("dResidual[at]", "gradient", separate.accumulate) : ""}
  }`,
    },
  ];
};
