/** The gradient of a convolution's input, dense and depthwise. */
import type { Step } from "../../plan/program";
import { flat, read, tensor, write, type Kernel } from "../kernel";
import { depthwiseTap, multiplyTap, sums } from "./multiplyTap";
import type { StepContext } from "./stepContext";
import { inputTile, withoutRows } from "./tile";
import { tileSize } from "./tileSize";
import { lines, store, vectorOf } from "./vector";

type GradientStep = Extract<Step, { op: "conv2dInputGradient" | "depthwiseInputGradient" }>;

export function inputGradient(step: GradientStep, context: StepContext): Kernel[] {
  const { op, dy, dx, weight, accumulate } = step;
  const isDepthwise = op === "depthwiseInputGradient";
  const geometry = withoutRows(step.geometry);
  const { inChannels, outChannels } = geometry;
  const to = vectorOf(inChannels);
  const from = isDepthwise ? to : vectorOf(outChannels);
  const { stridePx, inHeight, inWidth } = geometry;
  const { pixels, blocks } = tileSize(
    {
      widthPx: Math.ceil(inWidth / stridePx),
      rows: context.batchSize * inHeight * stridePx,
      vectors: to.count,
      isDepthwise,
    },
    context.target.tile,
  );
  const groups = to.count / blocks;
  const tile = inputTile(geometry, groups, pixels);
  const options = { from, to, blocks };
  const weights = isDepthwise
    ? flat("parameters", weight)
    : context.transposed(weight, inChannels, outChannels);
  const storeBlock = (i: number, pixel: string) => (block: number) =>
    store(
      `output[${pixel} * ${to.count} + group + ${block * groups}]`,
      `sum${i}_${block}`,
      accumulate,
    );
  return [
    {
      label: op,
      bindings: [
        read("source", from.type, tensor(dy)),
        read("weights", to.type, weights),
        write("output", to.type, tensor(dx)),
      ],
      sizes: {},
      threads: context.batchSize * tile.threadsPerImage,
      body: `${sums(tile, options)}
${tile.loops(isDepthwise ? depthwiseTap(tile, to) : multiplyTap(tile, options))}
${tile.stores((i, pixel) => lines(blocks, storeBlock(i, pixel)))}`,
    },
  ];
}
