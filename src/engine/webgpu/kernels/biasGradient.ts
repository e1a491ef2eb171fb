/** The gradient of a convolution's bias: the sum of the output's gradient over batch and pixels. */
import type { Slice, TensorId } from "../../plan/program";
import { read, tensor, write, type Kernel } from "../kernel";
import { partStride, splitSum, type StepContext } from "./stepContext";
import { vectorOf } from "./vector";

export function biasGradient(
  dy: TensorId,
  bias: Slice | null,
  rows: number,
  context: StepContext,
): Kernel[] {
  if (!bias) return [];
  const { count, type, width } = vectorOf(bias.size);
  const { splits, perSplit } = splitSum(rows, count, Math.min(context.target.threads, 1024));
  return [
    {
      label: "biasGradient",
      bindings: [
        read("dy", type, tensor(dy)),
        write("parts", type, context.partialSums(bias, splits)),
      ],
      sizes: { rows, perSplit },
      threads: count * splits,
      body: `
  let c = id % ${count};
  let split = id / ${count};
  let end = min(sizes.rows, (split + 1) * sizes.perSplit);
  var sum = ${type}(0);
  for (var row = split * sizes.perSplit; row < end; row++) { sum += dy[row * ${count} + c]; }
  parts[split * ${partStride(bias) / width} + c] = sum;`,
    },
  ];
}
