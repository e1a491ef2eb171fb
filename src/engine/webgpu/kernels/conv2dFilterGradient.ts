/** The gradient of a convolution's weights: sums over batch and pixels, split among threads. */
import { read, tensor, write } from "../kernel";
import { biasGradient } from "./biasGradient";
import { partStride, splitSum, type StepKernels } from "./stepContext";
import { lines, vectorOf } from "./vector";

export const conv2dFilterGradient: StepKernels<"conv2dFilterGradient"> = (step, context) => {
  const { x, dy, weight, bias, geometry } = step;
  const { inHeight, inWidth, outHeight, outWidth } = geometry;
  const { inChannels, outChannels, kernelPx, stridePx, paddingPx } = geometry;
  const from = vectorOf(inChannels);
  const to = vectorOf(outChannels);
  // Each input vector loaded meets as many output vectors as the sums leave registers for.
  const blocks = [4, 2, 1].find((n) => n * from.width <= 8 && to.count % n === 0)!;
  const groups = to.count / blocks;
  const taps = kernelPx * kernelPx;
  const units = taps * from.count * groups;
  const rows = context.batchSize * outHeight;
  const { splits, perSplit } = splitSum(rows, units, context.targetThreads);
  const lanes = from.width === 4 ? [".x", ".y", ".z", ".w"] : [""];
  const each = (line: (lane: number, block: number) => string) =>
    lines(lanes.length, (lane) => lines(blocks, (block) => line(lane, block)));
  return [
    {
      label: "conv2dFilterGradient",
      bindings: [
        read("x", from.type, tensor(x)),
        read("dy", to.type, tensor(dy)),
        write("parts", to.type, context.partialSums(weight, splits)),
      ],
      sizes: { rows, perSplit },
      threads: units * splits,
      body: `
  let group = id % ${groups};
  var rest = id / ${groups};
  let c = rest % ${from.count};
  rest = rest / ${from.count};
  let tap = rest % ${taps};
  let split = rest / ${taps};
  let ky = tap / ${kernelPx};
  let kx = tap % ${kernelPx};
${each((lane, block) => `  var sum${lane}_${block} = ${to.type}(0);`)}
  // The output pixels whose input at this place of the kernel is not padding.
  let first = max(0, (${paddingPx + stridePx - 1} - kx) / ${stridePx});
  let past = min(${outWidth}, (${inWidth - 1 + paddingPx + stridePx} - kx) / ${stridePx});
  let end = min(sizes.rows, (split + 1) * sizes.perSplit);
  for (var row = split * sizes.perSplit; row < end; row++) {
    let y = (row % ${outHeight}) * ${stridePx} + ky - ${paddingPx};
    if (y < 0 || y >= ${inHeight}) { continue; }
    let inRow = (row / ${outHeight} * ${inHeight} + y) * ${inWidth};
    var source = (inRow + first * ${stridePx} + kx - ${paddingPx}) * ${from.count} + c;
    var gradientAt = (row * ${outWidth} + first) * ${to.count} + group;
    for (var column = first; column < past; column++) {
      let value = x[source];
${lines(
  blocks,
  (block) => `      let gradient${block} = dy[gradientAt + ${block * groups}];
${lines(lanes.length, (lane) => `      sum${lane}_${block} += value${lanes[lane]!} * gradient${block};`)}`,
)}
      source += ${stridePx * from.count};
      gradientAt += ${to.count};
    }
  }
  let at = split * ${partStride(weight) / to.width} + (tap * ${inChannels} + c * ${from.width}) * ${to.count} + group;
${each((lane, block) => `  parts[at + ${lane * to.count + block * groups}] = sum${lane}_${block};`)}`,
    },
    ...biasGradient(dy, bias, rows * outWidth, context),
  ];
};
