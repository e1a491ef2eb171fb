/** The forward convolutions: `x` and `weights` to `y`, whatever follows the sums. */
import type { ConvGeometry, Slice, TensorId } from "../../plan/program";
import { flat, read, tensor, write, type Kernel } from "../kernel";
import type { Epilogue } from "./epilogue";
import type { StepContext } from "./stepContext";
import { depthwiseTap, multiplyTap, sums } from "./multiplyTap";
import { outputTile, withoutRows } from "./tile";
import { tileSize } from "./tileSize";
import { lines, vectorOf, type Vector } from "./vector";

interface Convolution {
  x: TensorId;
  y: TensorId;
  weight: Slice;
  isDepthwise: boolean;
  geometry: ConvGeometry;
}

export function convolution(
  { x, y, weight, isDepthwise, ...step }: Convolution,
  { batchSize, target }: StepContext,
  epilogueFor: (channels: Vector) => Epilogue,
): Kernel {
  const geometry = withoutRows(step.geometry);
  const to = vectorOf(geometry.outChannels);
  const from = isDepthwise ? to : vectorOf(geometry.inChannels);
  const { pixels, blocks } = tileSize(
    {
      widthPx: geometry.outWidth,
      rows: batchSize * geometry.outHeight,
      vectors: to.count,
      isDepthwise,
    },
    target.tile,
  );
  const groups = to.count / blocks;
  const tile = outputTile(geometry, groups, pixels);
  const epilogue = epilogueFor(to);
  const options = { from, to, blocks };
  const channel = (block: number) => `(group + ${block * groups})`;
  const storeBlock = (i: number, pixel: string) => (block: number) => {
    const at = `${pixel} * ${to.count} + ${channel(block)}`;
    return `output[${at}] = ${epilogue.finish(`sum${i}_${block}`, at, String(block))};`;
  };
  return {
    label: isDepthwise ? "depthwise" : "conv2d",
    bindings: [
      read("source", from.type, tensor(x)),
      read("weights", to.type, flat("parameters", weight)),
      write("output", to.type, tensor(y)),
      ...epilogue.bindings,
    ],
    sizes: {},
    threads: batchSize * tile.threadsPerImage,
    body: `${sums(tile, options)}
${tile.loops(isDepthwise ? depthwiseTap(tile, to) : multiplyTap(tile, options))}
${lines(blocks, (block) => epilogue.prepare(channel(block), String(block)))}
${tile.stores((i, pixel) => lines(blocks, storeBlock(i, pixel)))}`,
  };
}
