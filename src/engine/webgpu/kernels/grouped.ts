/** Convolutions in groups, and their gradients: weights are `[tap, in / groups, out]`. */
import { flat, read, tensor, write } from "../kernel";
import { biasGradient } from "./biasGradient";
import { partStride, splitSum, type StepKernels } from "./stepContext";
import { store, vectorOf } from "./vector";

/** A thread computes one vector of a pixel's output channels, which lie in one group. */
export const groupedConv2d: StepKernels<"groupedConv2d"> = (step, { batchSize }) => {
  const { x, y, weight, bias, geometry, groups } = step;
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = geometry;
  const { kernelPx, stridePx, paddingPx } = geometry;
  const inEach = inChannels / groups;
  const each = vectorOf(outChannels / groups);
  const count = each.count * groups;
  return [
    {
      label: "groupedConv2d",
      bindings: [
        read("x", "f32", tensor(x)),
        read("weights", each.type, flat("parameters", weight)),
        ...(bias ? [read("biases", each.type, flat("parameters", bias))] : []),
        write("y", each.type, tensor(y)),
      ],
      sizes: {},
      threads: batchSize * outHeight * outWidth * count,
      body: `
  let out = id % ${count};
  var rest = id / ${count};
  let left = (rest % ${outWidth}) * ${stridePx} - ${paddingPx};
  rest = rest / ${outWidth};
  let top = (rest % ${outHeight}) * ${stridePx} - ${paddingPx};
  let image = rest / ${outHeight};
  let channel = out / ${each.count} * ${inEach};
  var sum = ${bias ? "biases[out]" : `${each.type}(0)`};
  for (var ky = max(0, -top); ky < min(${kernelPx}, ${inHeight} - top); ky++) {
    for (var kx = max(0, -left); kx < min(${kernelPx}, ${inWidth} - left); kx++) {
      let start = ((image * ${inHeight} + top + ky) * ${inWidth} + left + kx) * ${inChannels} + channel;
      let tap = (ky * ${kernelPx} + kx) * ${inEach};
      for (var i = 0; i < ${inEach}; i++) { sum += x[start + i] * weights[(tap + i) * ${count} + out]; }
    }
  }
  y[id] = sum;`,
    },
  ];
};

/** A thread computes one number, from the vectors of output channels of its group. */
export const groupedConv2dInputGradient: StepKernels<"groupedConv2dInputGradient"> = (
  step,
  { batchSize },
) => {
  const { dy, dx, weight, geometry, groups, accumulate } = step;
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = geometry;
  const { kernelPx, stridePx, paddingPx } = geometry;
  const inEach = inChannels / groups;
  const each = vectorOf(outChannels / groups);
  const count = each.count * groups;
  const product = each.width === 4 ? "dot(gradient, weight)" : "gradient * weight";
  return [
    {
      label: "groupedConv2dInputGradient",
      bindings: [
        read("dy", each.type, tensor(dy)),
        read("weights", each.type, flat("parameters", weight)),
        write("dx", "f32", tensor(dx)),
      ],
      sizes: {},
      threads: batchSize * inHeight * inWidth * inChannels,
      body: `
  let channel = id % ${inChannels};
  var rest = id / ${inChannels};
  let x = rest % ${inWidth} + ${paddingPx};
  rest = rest / ${inWidth};
  let y = rest % ${inHeight} + ${paddingPx};
  let image = rest / ${inHeight};
  let i = channel % ${inEach};
  let out = channel / ${inEach} * ${each.count};
  var sum = 0f;
  for (var ky = y % ${stridePx}; ky < min(${kernelPx}, y + 1); ky += ${stridePx}) {
    let row = (y - ky) / ${stridePx};
    if (row >= ${outHeight}) { continue; }
    for (var kx = x % ${stridePx}; kx < min(${kernelPx}, x + 1); kx += ${stridePx}) {
      let column = (x - kx) / ${stridePx};
      if (column >= ${outWidth}) { continue; }
      let start = ((image * ${outHeight} + row) * ${outWidth} + column) * ${count} + out;
      let weightAt = ((ky * ${kernelPx} + kx) * ${inEach} + i) * ${count} + out;
      for (var o = 0; o < ${each.count}; o++) {
        let gradient = dy[start + o];
        let weight = weights[weightAt + o];
        sum += ${product};
      }
    }
  }
  ${store("dx[id]", "sum", accumulate)}`,
    },
  ];
};

/** A thread sums one vector of a weight's output channels over some rows of output pixels. */
export const groupedConv2dFilterGradient: StepKernels<"groupedConv2dFilterGradient"> = (
  step,
  context,
) => {
  const { x, dy, weight, bias, geometry, groups } = step;
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = geometry;
  const { kernelPx, stridePx, paddingPx } = geometry;
  const inEach = inChannels / groups;
  const each = vectorOf(outChannels / groups);
  const count = each.count * groups;
  const units = kernelPx * kernelPx * inEach * count;
  const rows = context.batchSize * outHeight;
  const { splits, perSplit } = splitSum(rows, units, context.target.threads);
  return [
    {
      label: "groupedConv2dFilterGradient",
      bindings: [
        read("x", "f32", tensor(x)),
        read("dy", each.type, tensor(dy)),
        write("parts", each.type, context.partialSums(weight, splits)),
      ],
      sizes: { rows, perSplit },
      threads: units * splits,
      body: `
  let out = id % ${count};
  let i = id / ${count} % ${inEach};
  let tap = id / ${count * inEach} % ${kernelPx * kernelPx};
  let split = id / ${units};
  let ky = tap / ${kernelPx};
  let kx = tap % ${kernelPx};
  let channel = out / ${each.count} * ${inEach} + i;
  var sum = ${each.type}(0);
  let end = min(sizes.rows, (split + 1) * sizes.perSplit);
  for (var row = split * sizes.perSplit; row < end; row++) {
    let y = (row % ${outHeight}) * ${stridePx} + ky - ${paddingPx};
    if (y < 0 || y >= ${inHeight}) { continue; }
    let line = (row / ${outHeight} * ${inHeight} + y) * ${inWidth};
    for (var column = 0; column < ${outWidth}; column++) {
      let place = column * ${stridePx} + kx - ${paddingPx};
      if (place < 0 || place >= ${inWidth}) { continue; }
      sum += x[(line + place) * ${inChannels} + channel] * dy[(row * ${outWidth} + column) * ${count} + out];
    }
  }
  parts[split * ${partStride(weight) / each.width} + id % ${units}] = sum;`,
    },
    ...biasGradient(dy, bias, rows * outWidth, context),
  ];
};
