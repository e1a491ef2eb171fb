/** The gradient of a convolution's weights: sums over batch and pixels, split among threads. */
import { read, tensor, write } from "../kernel";
import { biasGradient } from "./biasGradient";
import { partStride, splitSum, type StepKernels } from "./stepContext";
import { lines, vectorOf } from "./vector";

/** Neighbouring places of the kernel that a thread sums up, of as many as lie in a row of it. */
const tapsOf = (kernelPx: number): number => [3, 2, 1].find((n) => kernelPx % n === 0)!;

export const conv2dFilterGradient: StepKernels<"conv2dFilterGradient"> = (step, context) => {
  const { x, dy, weight, bias, geometry } = step;
  const { inHeight, inWidth, outHeight, outWidth } = geometry;
  const { inChannels, outChannels, kernelPx, stridePx, paddingPx } = geometry;
  const from = vectorOf(inChannels);
  const to = vectorOf(outChannels);
  const taps = tapsOf(kernelPx);
  const runs = kernelPx / taps;
  // Each input vector loaded meets as many output vectors as the sums leave registers for.
  const sums = context.target.sumsPerThread;
  const blocks = [4, 2, 1].find(
    (n) => n === 1 || (n * from.width * taps <= sums && to.count % n === 0),
  )!;
  const groups = to.count / blocks;
  const units = kernelPx * runs * from.count * groups;
  const rows = context.batchSize * outHeight;
  const { splits, perSplit } = splitSum(rows, units, context.target.threads);
  const lanes = from.width === 4 ? [".x", ".y", ".z", ".w"] : [""];
  const sum = (tap: number, lane: number, block: number) => `sum${tap}_${lane}_${block}`;
  const each = (line: (tap: number, lane: number, block: number) => string) =>
    lines(taps, (tap) =>
      lines(lanes.length, (lane) => lines(blocks, (block) => line(tap, lane, block))),
    );
  const taken = Array.from({ length: taps }, (_, tap) => tap);
  // One column further, a place meets what the place a stride behind it has met.
  const kept = taken.filter((tap) => tap + stridePx < taps);
  // A branch would stop the threads whose pixels are inside.
  const load = (tap: number) => `
    let at${tap} = sourceX + ${tap};
    let near${tap} = x[(inRow + clamp(at${tap}, 0, ${inWidth - 1})) * ${from.count} + c];
    value${tap} = select(${from.type}(0), near${tap}, at${tap} >= 0 && at${tap} < ${inWidth});`;
  const code = (list: readonly number[], line: (tap: number) => string) =>
    list.map(line).join("\n");
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
  let firstTap = (rest % ${kernelPx * runs}) * ${taps};
  let split = rest / ${kernelPx * runs};
  let ky = firstTap / ${kernelPx};
  let kx = firstTap % ${kernelPx};
${each((tap, lane, block) => `  var ${sum(tap, lane, block)} = ${to.type}(0);`)}
  let end = min(sizes.rows, (split + 1) * sizes.perSplit);
  for (var row = split * sizes.perSplit; row < end; row++) {
    let y = (row % ${outHeight}) * ${stridePx} + ky - ${paddingPx};
    if (y < 0 || y >= ${inHeight}) { continue; }
    let inRow = (row / ${outHeight} * ${inHeight} + y) * ${inWidth};
    var gradientAt = row * ${outWidth * to.count} + group;
    var sourceX = kx - ${paddingPx};
${code(taken, (tap) => `    var value${tap} = ${from.type}(0);`)}
${code(kept, load)}
    for (var column = 0; column < ${outWidth}; column++) {
${code(
  taken.filter((tap) => !kept.includes(tap)),
  load,
)}
${lines(blocks, (block) => `      let gradient${block} = dy[gradientAt + ${block * groups}];`)}
${each((tap, lane, block) => `      ${sum(tap, lane, block)} += value${tap}${lanes[lane]!} * gradient${block};`)}
${code(kept, (tap) => `      value${tap} = value${tap + stridePx};`)}
      sourceX += ${stridePx};
      gradientAt += ${to.count};
    }
  }
  let at = split * ${partStride(weight) / to.width} + (firstTap * ${inChannels} + c * ${from.width}) * ${to.count} + group;
${each(
  (tap, lane, block) =>
    `  parts[at + ${tap * inChannels * to.count + lane * to.count + block * groups}] = ${sum(tap, lane, block)};`,
)}`,
    },
    ...biasGradient(dy, bias, rows * outWidth, context),
  ];
};
