/** The gradient of a depthwise convolution's weights. */
import { read, tensor, write } from "../kernel";
import { biasGradient } from "./biasGradient";
import { partStride, splitSum, type StepKernels } from "./stepContext";
import { lines, vectorOf } from "./vector";

export const depthwiseFilterGradient: StepKernels<"depthwiseFilterGradient"> = (step, context) => {
  const { x, dy, weight, bias, geometry } = step;
  const { inHeight, inWidth, outHeight, outWidth } = geometry;
  const { outChannels, kernelPx, stridePx, paddingPx } = geometry;
  const channels = vectorOf(outChannels);
  // A small kernel's sums all fit into one thread, which then loads each gradient once.
  const kernelRows = kernelPx <= 3 ? kernelPx : 1;
  const units = channels.count * (kernelPx / kernelRows);
  const rows = context.batchSize * outHeight;
  const { splits, perSplit } = splitSum(rows, units, context.target.threads);
  const each = (line: (ky: number, kx: number) => string) =>
    lines(kernelRows, (ky) => lines(kernelPx, (kx) => line(ky, kx)));
  return [
    {
      label: "depthwiseFilterGradient",
      bindings: [
        read("x", channels.type, tensor(x)),
        read("dy", channels.type, tensor(dy)),
        write("parts", channels.type, context.partialSums(weight, splits)),
      ],
      sizes: { rows, perSplit },
      threads: units * splits,
      body: `
  let c = id % ${channels.count};
  let ky0 = (id / ${channels.count}) % ${kernelPx / kernelRows};
  let split = id / ${units};
${each((ky, kx) => `  var sum${ky}_${kx} = ${channels.type}(0);`)}
  let end = min(sizes.rows, (split + 1) * sizes.perSplit);
  for (var row = split * sizes.perSplit; row < end; row++) {
    let y = (row % ${outHeight}) * ${stridePx} + ky0 - ${paddingPx};
    for (var column = 0; column < ${outWidth}; column++) {
      let gradient = dy[(row * ${outWidth} + column) * ${channels.count} + c];
      let left = column * ${stridePx} - ${paddingPx};
      let at = ((row / ${outHeight} * ${inHeight} + y) * ${inWidth} + left) * ${channels.count} + c;
${lines(
  kernelRows,
  (ky) => `      if (y + ${ky} >= 0 && y + ${ky} < ${inHeight}) {
${lines(
  kernelPx,
  (kx) =>
    `        if (left + ${kx} >= 0 && left + ${kx} < ${inWidth}) { sum${ky}_${kx} += x[at + ${(ky * inWidth + kx) * channels.count}] * gradient; }`,
)}
      }`,
)}
    }
  }
  let part = split * ${partStride(weight) / channels.width} + ky0 * ${kernelPx * channels.count} + c;
${each((ky, kx) => `  parts[part + ${(ky * kernelPx + kx) * channels.count}] = sum${ky}_${kx};`)}`,
    },
    ...biasGradient(dy, bias, rows * outWidth, context),
  ];
};
